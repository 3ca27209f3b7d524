import type { RecordMetadata } from 'kafkajs';
import type { RelayedRange } from './loopback.ts';
import type { TopicBatch } from './sends.ts';

export type Answer = Pick<RecordMetadata, 'topicName' | 'partition' | 'baseOffset'>;

/** Where the messages of a request went. A partition of which brokers did not say that, once, is left out. */
export const sentRanges = (batches: readonly TopicBatch[], answers: readonly Answer[]): RelayedRange[] =>
  batches.flatMap(({ topic, messages }) => {
    const counts = new Map<number, number>();
    for (const { partition = -1 } of messages) counts.set(partition, (counts.get(partition) ?? 0) + 1);
    return [...counts].flatMap(([lane, count]) => {
      const said = answers.filter(({ topicName, partition }) => topicName === topic && partition === lane);
      const [{ baseOffset = '' } = {}] = said;
      if (said.length !== 1 || !/^\d+$/.test(baseOffset)) return [];
      const from = BigInt(baseOffset);
      return [{ topic, lane, from, to: from + BigInt(count) }];
    });
  });
