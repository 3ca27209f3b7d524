import { randomUUID } from 'node:crypto';
import type { KafkaOptions, TopicSettings } from '../../src/kafka/kafka-options.ts';

/** Topics of a spec's own at the broker that all specs share. */
export const kafkaOptions = (
  brokers: readonly string[],
  topics: Partial<TopicSettings> = {},
): KafkaOptions => ({
  brokers,
  tls: undefined,
  sasl: undefined,
  clientId: 'spec',
  topics: {
    prefix: `spec-${randomUUID().slice(0, 8)}`,
    partitions: 3,
    replicationFactor: undefined,
    retentionMs: 3_600_000,
    ...topics,
  },
});
