import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { waitFor } from '@cadastre/testing';

export type TopicMessage = {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
};

/** All that is in the topics, once there is enough of it; in the order of each partition. */
export const readTopics = async (
  kafka: Kafka,
  topics: readonly string[],
  isEnough: (messages: readonly TopicMessage[]) => boolean,
): Promise<TopicMessage[]> => {
  const consumer = kafka.consumer({ groupId: `spec-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  const messages: TopicMessage[] = [];
  try {
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({ eachMessage: async (message) => void messages.push(message) });
    await waitFor(() => isEnough(messages), { what: 'enough messages', timeoutMs: 30_000 });
  } finally {
    await consumer.disconnect();
  }
  return messages;
};

export const positionOf = ({ message }: TopicMessage): number =>
  Number(message.headers?.['ce_position']?.toString());
