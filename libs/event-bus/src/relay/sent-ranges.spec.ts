import { expect, test } from '@jest/globals';
import { sentRanges } from './sent-ranges.ts';

const batches = [
  { topic: 'a', messages: [0, 1, 0].map((partition) => ({ partition, value: 'x' })) },
  { topic: 'b', messages: [{ partition: 1, value: 'y' }] },
];
const answer = (topicName: string, partition: number, baseOffset?: string) => ({
  topicName,
  partition,
  ...(baseOffset !== undefined && { baseOffset }),
});

test('messages lie behind each other from the offset that the brokers gave the first', () => {
  const answers = [answer('b', 1, '9007199254740993'), answer('a', 1, '0'), answer('a', 0, '40')];
  expect(sentRanges(batches, answers)).toEqual([
    { topic: 'a', lane: 0, from: 40n, to: 42n },
    { topic: 'a', lane: 1, from: 0n, to: 1n },
    { topic: 'b', lane: 1, from: 9007199254740993n, to: 9007199254740994n },
  ]);
});

test('a partition whose offset was not said, or said twice, is left out', () => {
  const answers = [answer('a', 0), answer('a', 1, '-1'), answer('b', 1, '3'), answer('b', 1, '7')];
  expect(sentRanges(batches, answers)).toEqual([]);
});
