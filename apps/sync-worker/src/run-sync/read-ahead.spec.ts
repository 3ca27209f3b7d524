import { describe, expect, test } from '@jest/globals';
import { readAhead } from './read-ahead.ts';

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

describe('reading ahead', () => {
  test('gives everything once, in order', async () => {
    expect(await collect(readAhead(numbers(1_000), { weigh: () => 1, maxWeight: 7 }))).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index + 1),
    );
  });

  test('does not run further ahead than its bound', async () => {
    let given = 0;
    let furthest = 0;
    let taken = 0;
    const source = numbers(200, (n) => (given = n));
    for await (const _ of readAhead(source, { weigh: () => 1, maxWeight: 10 })) {
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
      for await (const n of readAhead(failing(), { weigh: () => 1, maxWeight: 10 })) seen.push(n);
    })();
    await expect(reading).rejects.toThrow('lost');
    expect(seen).toEqual([1, 2]);
  });

  test('closes the source when the consumer leaves early', async () => {
    let isClosed = false;
    const source = async function* () {
      try {
        for (let n = 0; ; n += 1) yield n;
      } finally {
        isClosed = true;
      }
    };
    for await (const n of readAhead(source(), { weigh: () => 1, maxWeight: 3 })) if (n === 5) break;
    expect(isClosed).toBe(true);
  });
});
