import type { Kafka } from 'kafkajs';

/** Where the next message of each partition comes to lie. */
export type LaneEnds = readonly {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}[];

export const endsOf = async (kafka: Kafka, topics: readonly string[]): Promise<LaneEnds> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = topics.map(async (topic) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      return offsets.map(({ partition, high }) => ({ topic, partition, offset: high }));
    });
    return (await Promise.all(ends)).flat();
  } finally {
    await admin.disconnect();
  }
};

const ofDecoding = new Set(['RangeError', 'TypeError', 'KafkaJSNotImplemented', 'KafkaJSInvalidVarIntError']);

/** kafkajs failed at what brokers have, not at reaching them: a batch of too many records, or bytes that are none. */
export const isUndecodable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  return ofDecoding.has(error.name) || isUndecodable(error.cause);
};
