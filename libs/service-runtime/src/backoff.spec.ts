import { expect, test } from '@jest/globals';
import { backoffMs } from './backoff.ts';

test('the bound doubles with each attempt up to its limit, and jitter takes a share of all of it', () => {
  const bounds = [1, 2, 3, 4, 5, 6].map((attempt) =>
    backoffMs({ attempt, baseMs: 100, maxMs: 1_000, random: () => 1 }),
  );
  expect(bounds).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(backoffMs({ attempt: 4, baseMs: 100, maxMs: 1_000, random: () => 0 })).toBe(0);
  expect(backoffMs({ attempt: 4_000, baseMs: 100, maxMs: 1_000, random: () => 1 })).toBe(1_000);
});

test('a least share keeps every wait above it, and a factor makes the bound grow by it', () => {
  const waits = (share: number): number[] =>
    [1, 2, 3, 4, 5].map((attempt) =>
      backoffMs({
        attempt,
        baseMs: 100,
        maxMs: 5_000,
        factor: 3,
        leastShare: 0.5,
        random: () => share,
      }),
    );
  expect(waits(0)).toEqual([50, 150, 450, 1_350, 2_500]);
  expect(waits(0.5)).toEqual([75, 225, 675, 2_025, 3_750]);
  expect(waits(1)).toEqual([100, 300, 900, 2_700, 5_000]);
});
