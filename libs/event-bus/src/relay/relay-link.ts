import type { Admin, Kafka, Producer } from 'kafkajs';
import { ensureTopics } from '../kafka/ensure-topics.ts';
import type { TopicSettings } from '../kafka/kafka-options.ts';
import { Partitioners } from '../kafka/kafkajs.ts';
import type { RelayedRange } from './loopback.ts';
import type { Send } from './sends.ts';
import { requireAnswers } from './require-answers.ts';
import { sentRanges } from './sent-ranges.ts';

/** A connection to the brokers on which topics were found as they have to be. */
export class RelayLink {
  private constructor(
    private readonly producer: Producer,
    private readonly admin: Admin,
  ) {}

  /** @throws TopicUnusable, and what kafkajs throws while there is no broker */
  static async open(kafka: Kafka, topics: TopicSettings): Promise<{ link: RelayLink; created: string[] }> {
    const created = await ensureTopics(kafka, topics);
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner, // every message names its partition itself
    });
    const link = new RelayLink(producer, kafka.admin());
    try {
      await Promise.all([producer.connect(), link.admin.connect()]);
    } catch (error) {
      await link.close();
      throw error;
    }
    return { link, created };
  }

  /**
   * Resolves when all replicas in sync have it, with where that is.
   *
   * @throws SendIncomplete, and what kafkajs throws
   */
  async send({ batches }: Send): Promise<RelayedRange[]> {
    const answers = await this.producer.sendBatch({ acks: -1, topicMessages: [...batches] });
    requireAnswers(batches, answers);
    return sentRanges(batches, answers);
  }

  /** Is there a broker that answers? Throws if not. */
  async probe(): Promise<void> {
    await this.admin.describeCluster();
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.producer.disconnect(), this.admin.disconnect()]);
  }
}
