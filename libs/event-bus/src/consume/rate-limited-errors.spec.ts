import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { silentLog } from '@cadastre/service-runtime';
import { RateLimitedErrors } from './rate-limited-errors.ts';

describe('errors that come too often', () => {
  let lines: { readonly facts: object; readonly message: string }[];
  let errors: RateLimitedErrors;
  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    const log = {
      ...silentLog,
      error: (facts: object, message: string) => void lines.push({ facts, message }),
    };
    errors = new RateLimitedErrors({ log, about: { group: 'g' }, message: 'one', furtherMessage: 'further' });
  });
  afterEach(() => {
    errors.close();
    jest.useRealTimers();
  });

  const add = (count: number, reason: string): void => {
    for (let offset = 0; offset < count; offset += 1) errors.add({ reason, offset });
  };
  const messages = (): string[] => lines.splice(0).map(({ message }) => message);
  const inFull = Array<string>(20).fill('one');

  test('have a line each up to the twentieth of a minute, and no other', () => {
    add(20, 'forged');
    expect(lines[19]).toEqual({ facts: { group: 'g', reason: 'forged', offset: 19 }, message: 'one' });
    jest.advanceTimersByTime(120_000);
    expect(messages()).toEqual(inFull);
  });

  test('have one line beyond that, at the end of the minute, also where no further one comes', () => {
    const err = new Error('no broker');
    add(2_000, 'forged');
    add(3, 'cut');
    errors.add({ reason: 'forged', offset: 7, err });
    jest.advanceTimersByTime(59_999);
    expect(lines).toHaveLength(20);
    jest.advanceTimersByTime(1);
    expect(lines.slice(20)).toEqual([
      {
        facts: { group: 'g', counts: { forged: 1_981, cut: 3 }, last: { reason: 'forged', offset: 7 }, err },
        message: 'further',
      },
    ]);
  });

  test('have as many lines again in the next minute, and are counted anew', () => {
    add(21, 'forged');
    jest.advanceTimersByTime(60_000);
    expect(messages()).toEqual([...inFull, 'further']);
    add(22, 'cut');
    jest.advanceTimersByTime(60_000);
    expect(lines.at(-1)?.facts).toEqual({
      group: 'g',
      counts: { cut: 2 },
      last: { reason: 'cut', offset: 21 },
    });
    expect(messages()).toEqual([...inFull, 'further']);
  });

  test('are told of at the end of the process, once', () => {
    add(21, 'forged');
    errors.close();
    errors.close();
    expect(jest.getTimerCount()).toBe(0);
    expect(messages()).toEqual([...inFull, 'further']);
  });

  test('do not keep a process from its end', () => {
    jest.useRealTimers();
    const before = process.getActiveResourcesInfo();
    add(21, 'forged');
    expect(process.getActiveResourcesInfo()).toEqual(before);
  });
});
