import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Pace } from './pace.ts';

describe('a pace', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Milliseconds until it was rested, of at most 1,000. */
  const waited = async (pace: Pace, signal?: AbortSignal): Promise<number | undefined> => {
    const from = performance.now();
    let at: number | undefined;
    void pace.rested(signal).then(() => (at = performance.now()));
    await jest.advanceTimersByTimeAsync(1_000);
    return at === undefined ? undefined : at - from;
  };

  test('is rested from the start', async () => {
    expect(await waited(new Pace())).toBe(0);
  });

  test('rests for so long, once', async () => {
    const pace = new Pace();
    pace.restFor(40);
    expect(await waited(pace)).toBe(40);
    expect(await waited(pace)).toBe(0);
  });

  test.each([
    [30, 10],
    [50, 0],
  ])('of 40 ms from when a turn of %d ms began has %d ms left', async (turnMs, left) => {
    const pace = new Pace();
    const beganAt = performance.now();
    await jest.advanceTimersByTimeAsync(turnMs);
    pace.restFor(40, beganAt);
    expect(await waited(pace)).toBe(left);
  });

  test('rests no longer than the last call says', async () => {
    const pace = new Pace();
    pace.restFor(500);
    pace.restFor(5);
    expect(await waited(pace)).toBe(5);
  });

  test('ends with the signal', async () => {
    const pace = new Pace();
    const abort = new AbortController();
    pace.restFor(500);
    setTimeout(() => abort.abort(), 20);
    expect(await waited(pace, abort.signal)).toBe(20);
  });
});
