import { describe, expect, test } from '@jest/globals';
import { storedNote } from '../../test/support/stored-note.ts';
import { restAfterMs } from './rest-after.ts';

const page = (events: number, behind = 0) => ({
  events: Array.from({ length: events }, (_, n) => storedNote(n + 1)),
  nextPosition: events,
  headPosition: events + behind,
});

describe('the rest after a page of the log', () => {
  test.each([
    [0, 0],
    [1, 1],
    [40, 40],
    [200, 200],
    [1_800, 200],
  ])('with %d events at the head is %d ms', (events, ms) => {
    expect(restAfterMs(page(events))).toBe(ms);
  });

  test('is none while the log has more', () => {
    expect(restAfterMs(page(2_000, 1))).toBe(0);
  });
});
