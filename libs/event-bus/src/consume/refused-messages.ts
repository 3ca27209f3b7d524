import type { Kafka, KafkaMessage } from 'kafkajs';
import type { Log } from '@cadastre/service-runtime';
import type { MessageRefusal } from '../kafka/decode-message.ts';
import { largestEventBytes } from '../kafka/message-limits.ts';
import { bytesOf } from './bytes-of.ts';
import { DeadLetters } from './dead-letters.ts';
import { OncePerBatch } from './once-per-batch.ts';
import { RateLimitedErrors } from './rate-limited-errors.ts';

type Options = {
  readonly kafka: Kafka;
  /** Who refuses them. */
  readonly group: string;
  readonly log: Log;
  /** Told of each dead letter, also of one that could not be written. */
  readonly counted: () => void;
};

type Place = { readonly topic: string; readonly partition: number };
type Why = { readonly reason: MessageRefusal; readonly detail: string };

/** Messages that a consumer does not take: each becomes a dead letter, if that can be written, and holds up nobody. */
export class RefusedMessages {
  private readonly deadLetters: DeadLetters;
  private readonly unreadable = new OncePerBatch();
  private readonly buried: RateLimitedErrors;
  private readonly passedOver: RateLimitedErrors;

  constructor(private readonly options: Options) {
    const { kafka, group, log } = options;
    this.deadLetters = new DeadLetters(kafka);
    const about = { group };
    this.buried = new RateLimitedErrors({
      log,
      about,
      message: 'message dead-lettered',
      furtherMessage: 'further messages dead-lettered',
    });
    this.passedOver = new RateLimitedErrors({
      log,
      about,
      message: 'message passed over: no dead letter could be written',
      furtherMessage: 'further messages passed over: no dead letters could be written',
    });
  }

  /** Does not throw. */
  async bury({ key, value, headers = {}, offset }: KafkaMessage, place: Place, why: Why): Promise<void> {
    if (why.reason === 'batch-unreadable' && !this.unreadable.isFirst(place, why.detail)) return;
    const { group, counted } = this.options;
    const { topic, partition } = place;
    const found = { partition, offset };
    const facts = { topic, ...found, reason: why.reason, detail: why.detail };
    counted();
    try {
      const letter = { topic, group, reason: why.reason, detail: why.detail, found };
      const reasonsAlone = { ...letter, key: null, value: null, headers: {} };
      // They are all there is of a message that does not fit with them into a topic of the same limit.
      if (bytesOf([key, value, headers]) > largestEventBytes) await this.deadLetters.send(reasonsAlone);
      else
        await this.deadLetters
          .send({ ...letter, key, value, headers })
          .catch(() => this.deadLetters.send(reasonsAlone));
      this.buried.add(facts);
    } catch (err) {
      // It is still in its topic, and the log has what it may have stood for. Nobody may hold up a consumer with it.
      this.passedOver.add({ ...facts, err });
    }
  }

  async close(): Promise<void> {
    this.buried.close();
    this.passedOver.close();
    await this.deadLetters.close();
  }
}
