import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { KnownKeys } from './known-keys.ts';

const secret = createSecretKey(Buffer.alloc(32));

describe('the keys that a consumer knows', () => {
  let now: number;
  let numbers: number[];
  let reads: number;
  let known: KnownKeys;
  beforeEach(() => {
    [now, numbers, reads] = [0, [1, 2], 0];
    const read = async () => {
      reads += 1;
      return new Map(numbers.map((number) => [number, secret]));
    };
    known = new KnownKeys(read, () => now);
  });
  const having = async (...wanted: number[]) => [...(await known.having(wanted)).keys()];

  test('are read at the first message, and for a number that nobody knows at most every five seconds', async () => {
    expect(await having(1)).toEqual([1, 2]);
    numbers = [1, 2, 3];
    now = 4_999;
    expect(await having(3)).toEqual([1, 2]);
    now = 5_000;
    expect(await having(3)).toEqual([1, 2, 3]);
    expect(reads).toBe(2);
  });

  test('are believed for a minute after they were deleted', async () => {
    await having(1);
    numbers = [2];
    now = 59_999;
    expect(await having(1)).toEqual([1, 2]);
    now = 60_000;
    expect(await having(1)).toEqual([2]);
  });
});
