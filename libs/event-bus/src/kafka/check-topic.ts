import { leastMessageBytes } from './message-limits.ts';
import { TopicUnusable } from './topic-unusable.ts';

export type FoundTopic = {
  readonly name: string;
  readonly partitions: number;
  readonly cleanupPolicy: string;
  readonly maxMessageBytes: number;
  readonly compressionType: string;
};

/** What kafkajs can read. */
const readableCompression = new Set(['producer', 'uncompressed', 'gzip']);

/** @throws TopicUnusable */
export const checkTopic = (topic: FoundTopic, { partitions }: { readonly partitions: number }): void => {
  const { name, cleanupPolicy, maxMessageBytes, compressionType } = topic;
  const refuse = (problem: string, hint: string): never => {
    throw new TopicUnusable({ topic: name, problem }, hint);
  };
  if (topic.partitions !== partitions) {
    refuse(
      `has ${topic.partitions} partitions, and CADASTRE_KAFKA_PARTITIONS is ${partitions}`,
      topic.partitions < partitions
        ? `Give it as many: kafka-topics.sh --alter --topic ${name} --partitions ${partitions}; or set CADASTRE_KAFKA_PARTITIONS=${topic.partitions} for all processes. All three topics need the same number.`
        : `Set CADASTRE_KAFKA_PARTITIONS=${topic.partitions} for all processes; all three topics need the same number.`,
    );
  }
  if (cleanupPolicy !== 'delete') {
    refuse(
      `has cleanup.policy=${cleanupPolicy}, which would drop events that have the same key`,
      `kafka-configs.sh --alter --entity-type topics --entity-name ${name} --add-config cleanup.policy=delete`,
    );
  }
  if (!readableCompression.has(compressionType)) {
    refuse(
      `has compression.type=${compressionType}, which our consumers cannot read`,
      `kafka-configs.sh --alter --entity-type topics --entity-name ${name} --add-config compression.type=producer`,
    );
  }
  if (maxMessageBytes < leastMessageBytes) {
    refuse(
      `has max.message.bytes=${maxMessageBytes}, and events may be as large as ${leastMessageBytes}`,
      `kafka-configs.sh --alter --entity-type topics --entity-name ${name} --add-config max.message.bytes=${leastMessageBytes}`,
    );
  }
};
