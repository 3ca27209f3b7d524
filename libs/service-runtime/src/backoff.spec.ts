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
