import { AppError } from '@cadastre/errors';

/** A topic is there and is not what events need. Nothing is changed about it: that is for who owns the cluster. */
export class TopicUnusable extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'kafka-topic-unusable';
  override readonly title = 'A Kafka topic is not as events need it';
  constructor(facts: { topic: string; problem: string }, hint: string) {
    super(`Kafka topic ${facts.topic} ${facts.problem}`, facts, { hint });
  }
}
