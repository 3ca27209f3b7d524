import type { IHeaders, Kafka, Producer } from 'kafkajs';
import { deadLetterHeader } from '../kafka/header-names.ts';
import { Partitioners } from '../kafka/kafkajs.ts';
import { largeMessageBytes } from '../kafka/message-limits.ts';
import { withValues, type ReceivedHeaders } from '../kafka/received-headers.ts';
import { deadLettersOf } from '../kafka/topic-names.ts';
import { bytesOf } from './bytes-of.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** A message as it came, and why it goes no further. */
export type DeadLetter = {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: ReceivedHeaders;
  /** Who gave it up: a consumer group. */
  readonly group: string;
  /** A word that programs can tell apart. */
  readonly reason: string;
  /** For a person; holds no event data. */
  readonly detail: string;
  /** Where it was found; null for an event that came straight from the log. */
  readonly found: { readonly partition: number; readonly offset: string } | null;
  /** Of an event that could not be applied: by whom, where it is in the log, and the class of the failure. */
  readonly event?: { readonly projection: string; readonly position: number; readonly class: string };
};

/** Of the whole process: kafkajs copies a message several times before it is sent. */
const largeOnes = new OneAtATime();

/** Puts messages into the dead-letter topic of their topic, as they were, with headers that say why. */
export class DeadLetters {
  private producer: Promise<Producer> | undefined;

  constructor(private readonly kafka: Kafka) {}

  /** Resolves when the brokers have it; throws when they cannot be reached. */
  async send({ topic, key, value, headers, found, event, ...why }: DeadLetter): Promise<void> {
    const producer = await this.connect();
    const reasons: IHeaders = {
      [deadLetterHeader.group]: why.group,
      [deadLetterHeader.reason]: why.reason,
      [deadLetterHeader.detail]: why.detail,
      [deadLetterHeader.topic]: topic,
      ...(found && {
        [deadLetterHeader.partition]: String(found.partition),
        [deadLetterHeader.offset]: found.offset,
      }),
      ...(event && {
        [deadLetterHeader.projection]: event.projection,
        [deadLetterHeader.position]: String(event.position),
        [deadLetterHeader.class]: event.class,
      }),
    };
    const message = { key, value, headers: { ...withValues(headers), ...reasons } };
    const send = () => producer.send({ topic: deadLettersOf(topic), acks: -1, messages: [message] });
    await (bytesOf(message) > largeMessageBytes ? largeOnes.run(send) : send());
  }

  async close(): Promise<void> {
    const producer = await this.producer?.catch(() => undefined);
    this.producer = undefined;
    await producer?.disconnect();
  }

  private connect(): Promise<Producer> {
    this.producer ??= this.open().catch((error: unknown) => {
      this.producer = undefined;
      throw error;
    });
    return this.producer;
  }

  private async open(): Promise<Producer> {
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }
}
