import { expect, test } from '@jest/globals';
import { readAhead } from './read-ahead.ts';

test('asks for the next batch before it gives this one', async () => {
  let asked = 0;
  let isClosed = false;
  const source = async function* () {
    try {
      for (;;) yield (asked += 1);
    } finally {
      isClosed = true;
    }
  };
  for await (const batch of readAhead(source())) {
    await Promise.resolve();
    expect(asked).toBe(batch + 1);
    if (batch === 3) break;
  }
  expect(isClosed).toBe(true);
});

test('passes an error on after what came before it', async () => {
  const source = async function* () {
    yield 1;
    throw new Error('lost');
  };
  const seen: number[] = [];
  const read = async () => {
    for await (const batch of readAhead(source())) seen.push(batch);
  };
  await expect(read()).rejects.toThrow('lost');
  expect(seen).toEqual([1]);
});
