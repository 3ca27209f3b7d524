import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CallLanes } from './call-lanes.ts';

let again: jest.Mock<() => void>;
let lanes: CallLanes;
beforeEach(() => {
  jest.useFakeTimers();
  again = jest.fn<() => void>();
  lanes = new CallLanes({ maxCalls: 2, fullAt: 3 }, again);
});
afterEach(() => {
  jest.useRealTimers();
});

test('a first call begins at once, and none for nothing', () => {
  expect(lanes.mayBegin(0)).toBe(false);
  expect(lanes.mayBegin(1)).toBe(true);
});

test('another begins beside it where it is full, and no more than may be', () => {
  lanes.begin();
  expect(lanes.mayBegin(2)).toBe(false);
  expect(lanes.mayBegin(3)).toBe(true);
  lanes.begin();
  expect(lanes.mayBegin(9)).toBe(false);
  lanes.end();
  expect(lanes.mayBegin(3)).toBe(true);
});

test('one that does not come back holds nobody up for long', () => {
  lanes.begin();
  for (let n = 0; n < 3; n += 1) expect(lanes.mayBegin(1)).toBe(false);
  jest.advanceTimersByTime(49);
  expect(again).not.toHaveBeenCalled();
  expect(lanes.mayBegin(1)).toBe(false);
  jest.advanceTimersByTime(2);
  expect(again).toHaveBeenCalledTimes(1);
  expect(lanes.mayBegin(1)).toBe(true);
});

test('one that came back in time leaves no call that nobody needs', () => {
  lanes.begin();
  expect(lanes.mayBegin(1)).toBe(false);
  lanes.end();
  lanes.begin();
  jest.advanceTimersByTime(49);
  expect(lanes.mayBegin(1)).toBe(false);
});
