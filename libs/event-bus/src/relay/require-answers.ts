import type { RecordMetadata } from 'kafkajs';
import type { TopicBatch } from './sends.ts';

/** Some of a send never reached a broker. Sent again from the checkpoint it does; consumers drop what they have. */
export class SendIncomplete extends Error {
  override readonly name = 'SendIncomplete';
  constructor(partitions: readonly string[]) {
    super(`No broker has acknowledged what was sent to ${partitions.join(', ')}`);
  }
}

/**
 * kafkajs sends again what failed, but only to brokers that have not answered yet. When a leader dies and one of those that have
 * becomes leader of its partitions, their part is sent to nobody, and the promise of the send is kept all the same
 * (https://github.com/tulios/kafkajs/issues/1303). What it answers tells: these partitions are not in it.
 *
 * @throws SendIncomplete
 */
export const requireAnswers = (
  batches: readonly TopicBatch[],
  answers: readonly Pick<RecordMetadata, 'topicName' | 'partition'>[],
): void => {
  const missing = batches.flatMap(({ topic, messages }) => {
    const partitions = new Set(messages.map(({ partition }) => partition));
    for (const answer of answers) if (answer.topicName === topic) partitions.delete(answer.partition);
    return [...partitions].map((partition) => `partition ${partition} of ${topic}`);
  });
  if (missing.length > 0) throw new SendIncomplete(missing);
};
