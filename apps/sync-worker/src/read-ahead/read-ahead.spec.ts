import { describe, expect, test } from '@jest/globals';
import { readAhead } from './read-ahead.ts';
import type { Overflow } from './waiting-items.ts';

async function* numbers(
  count: number,
  onGive: (n: number) => void = () => undefined,
): AsyncGenerator<number> {
  for (let n = 1; n <= count; n += 1) {
    onGive(n);
    yield n;
  }
}
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Keeps so many at the same time. */
const overflowOf = (most: number) => {
  const state = { kept: 0, puts: 0, isClosed: false };
  const overflow: Overflow<number> = {
    put: (item) => {
      if (state.kept >= most) return Promise.resolve(null);
      state.kept += 1;
      state.puts += 1;
      return Promise.resolve(() => {
        state.kept -= 1;
        return Promise.resolve(item);
      });
    },
    close: () => {
      state.isClosed = true;
      return Promise.resolve();
    },
  };
  return { state, overflow };
};
const none = overflowOf(0).overflow;
const weigh = () => 1;

describe('reading ahead', () => {
  test.each([0, 1, 500, 10_000])(
    'gives everything once, in order, where %i find room beyond memory',
    async (most) => {
      const { overflow, state } = overflowOf(most);
      expect(await collect(readAhead(numbers(1_000), { weigh, maxWeight: 7, overflow }))).toEqual(
        upTo(1_000),
      );
      expect(state).toMatchObject({ kept: 0, isClosed: true });
      if (most > 0) expect(state.puts).toBeGreaterThan(0);
    },
  );

  test('gives nothing before the source is at its end, while there is room', async () => {
    let given = 0;
    const source = numbers(200, (n) => (given = n));
    for await (const _ of readAhead(source, { weigh, maxWeight: 10, overflow: overflowOf(190).overflow }))
      expect(given).toBe(200);
  });

  test('does not run further ahead than memory allows where there is no other room', async () => {
    let given = 0;
    let furthest = 0;
    let taken = 0;
    const source = numbers(200, (n) => (given = n));
    for await (const _ of readAhead(source, { weigh, maxWeight: 10, overflow: none })) {
      taken += 1;
      furthest = Math.max(furthest, given - taken);
      await new Promise(setImmediate);
    }
    expect(taken).toBe(200);
    expect(furthest).toBeGreaterThan(1);
    expect(furthest).toBeLessThanOrEqual(11);
  });

  test('hands on the error of the source after what came before it', async () => {
    const seen: number[] = [];
    const failing = async function* () {
      yield 1;
      yield 2;
      throw new Error('lost');
    };
    const reading = (async () => {
      for await (const n of readAhead(failing(), { weigh, maxWeight: 10, overflow: none })) seen.push(n);
    })();
    await expect(reading).rejects.toThrow('lost');
    expect(seen).toEqual([1, 2]);
  });

  test('hands on the error of the room beyond memory', async () => {
    const overflow: Overflow<number> = {
      put: () => Promise.resolve(() => Promise.reject(new Error('unreadable'))),
      close: () => Promise.resolve(),
    };
    await expect(collect(readAhead(numbers(3), { weigh, maxWeight: 1, overflow }))).rejects.toThrow(
      'unreadable',
    );
  });

  test('closes the source and the room when the consumer leaves early', async () => {
    let isClosed = false;
    const source = async function* () {
      try {
        for (let n = 0; ; n += 1) yield n;
      } finally {
        isClosed = true;
      }
    };
    const { overflow, state } = overflowOf(20);
    for await (const n of readAhead(source(), { weigh, maxWeight: 3, overflow })) if (n === 5) break;
    expect(isClosed).toBe(true);
    expect(state.isClosed).toBe(true);
  });
});
