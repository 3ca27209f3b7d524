import { expect, test } from '@jest/globals';
import { PartStream } from './part-stream.ts';

type Row = readonly [oid: string, name: string];

async function* batches(...all: Row[][]): AsyncGenerator<Row[]> {
  yield* all;
}

test('gives the rows of each relation, in batches that end where they like', async () => {
  const stream = new PartStream<Row>(
    batches(
      [
        ['1', 'a'],
        ['3', 'b'],
      ],
      [
        ['3', 'c'],
        ['3', 'd'],
        ['7', 'e'],
      ],
      [['9', 'f']],
    ),
  );
  await stream.advanceTo(3);
  expect(stream.take(1)).toEqual([['1', 'a']]);
  expect(stream.take(2)).toEqual([]);
  expect(stream.take(3).map(([, name]) => name)).toEqual(['b', 'c', 'd']);
  await stream.advanceTo(9);
  expect(stream.takeOne(8)).toBeNull();
  expect(stream.takeOne(9)).toEqual(['9', 'f']);
  await stream.advanceTo(100);
  expect(stream.take(100)).toEqual([]);
});

test('reads no further than the relations that are asked for, and one batch ahead', async () => {
  let given = 0;
  const endless = async function* (): AsyncGenerator<Row[]> {
    for (;;) yield [[String((given += 1)), 'x']];
  };
  const stream = new PartStream<Row>(endless());
  await stream.advanceTo(5);
  expect(stream.take(5)).toHaveLength(1);
  expect(given).toBeLessThanOrEqual(7);
  await stream.close();
});

test('compares OIDs as the unsigned numbers they are', async () => {
  const stream = new PartStream<Row>(
    batches([
      ['999', 'a'],
      ['4294967290', 'b'],
    ]),
  );
  await stream.advanceTo(4_294_967_290);
  expect(stream.take(999)).toHaveLength(1);
  expect(stream.take(4_294_967_290)).toHaveLength(1);
});

test('throws the error of its source where it is waited for', async () => {
  const stream = new PartStream<Row>(
    (async function* () {
      yield [['1', 'a']] as Row[];
      throw new Error('lost');
    })(),
  );
  stream.start();
  await expect(stream.advanceTo(2)).rejects.toThrow('lost');
  await stream.close();
});
