import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { KnownKeys } from './known-keys.ts';

const secret = createSecretKey(Buffer.alloc(32));

describe('the keys that a consumer knows', () => {
  let now: number;
  let numbers: number[];
  let reads: number;
  let isAway: boolean;
  let known: KnownKeys;
  beforeEach(() => {
    [now, numbers, reads, isAway] = [0, [1, 2], 0, false];
    const read = async () => {
      reads += 1;
      if (isAway) throw new Error('the database is away');
      return new Map(numbers.map((number) => [number, secret]));
    };
    known = new KnownKeys(read, () => now);
  });
  const having = async (...wanted: number[]) => [...(await known.having(wanted)).keys()];

  test('are read at the first message, and again at once when one names a new key', async () => {
    expect(await having(1)).toEqual([1, 2]);
    numbers = [1, 2, 3];
    expect(await having(3)).toEqual([1, 2, 3]);
    numbers = [1, 2, 3, 4];
    expect(await having(1, 4)).toEqual([1, 2, 3, 4]);
    expect(reads).toBe(3);
  });

  test('are read for numbers that do not exist at most every five seconds', async () => {
    await having(1);
    expect(await having(9)).toEqual([1, 2]);
    numbers = [1, 2, 3];
    now = 4_999;
    expect([await having(10), await having(3)]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(reads).toBe(2);
    now = 5_000;
    expect(await having(3)).toEqual([1, 2, 3]);
    expect(reads).toBe(3);
  });

  test('are read once for all who ask meanwhile', async () => {
    await Promise.all([having(1), having(2), having(1)]);
    expect(reads).toBe(1);
  });

  test('stay while they cannot be read; only one that nobody knows has to wait', async () => {
    await having(1);
    [isAway, now] = [true, 60_000];
    expect(await having(1)).toEqual([1, 2]);
    await expect(having(3)).rejects.toThrow('away');
    [isAway, numbers] = [false, [1, 2, 3]];
    expect(await having(3)).toEqual([1, 2, 3]);
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
