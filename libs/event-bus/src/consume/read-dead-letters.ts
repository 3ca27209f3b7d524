import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import { typePrefix } from '../kafka/cloud-event.ts';
import { deadLetterHeader, eventHeader } from '../kafka/header-names.ts';
import { kafkaProblem } from '../kafka/kafka-problem.ts';
import { mostBytesOfAnswer } from '../kafka/message-limits.ts';
import type { TopicNames } from '../kafka/topic-names.ts';
import { whyUnreadable } from '../kafka/unreadable-batch.ts';
import { OncePerBatch } from './once-per-batch.ts';
import { isUndecodable } from './undecodable-topics.ts';

/** What the headers of a dead letter say. Of the message itself there is only how large it is. */
export type DeadLetterHead = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly sentAt: Date;
  readonly reason: string;
  readonly detail: string;
  readonly group: string;
  /** Of an event that could not be applied; null of other messages, which are none of ours. */
  readonly event: {
    readonly projection: string;
    readonly position: number;
    readonly class: string;
    readonly type: string;
    readonly tenantId: string;
  } | null;
  readonly bytes: number;
};

/** Nothing new for so long, although there has to be more: brokers are away, or what was there has been deleted. */
const patienceMs = 15_000;
const longestText = 500;

/**
 * All dead letters that there are now, each partition from the oldest on. Commits nothing, so that whoever reads them next
 * finds them as well.
 *
 * @throws Error when brokers do not give what they say they have
 */
export const readDeadLetters = async (
  kafka: Kafka,
  names: TopicNames,
  onLetter: (head: DeadLetterHead) => void,
): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  const groupId = names.group(`dead-letters-${randomUUID()}`);
  try {
    const ends = await findEnds(admin, names.deadLetters);
    if (ends.size > 0) await readUpTo(kafka, { groupId, ends, onLetter });
  } finally {
    // Nobody needs it any more; brokers forget it by themselves where we may not delete it.
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
};

/** By topic and partition: where to stop. Partitions without anything are left out. */
const findEnds = async (admin: Admin, topics: readonly string[]): Promise<Map<string, bigint>> => {
  const there = new Set(await admin.listTopics());
  const ends = new Map<string, bigint>();
  for (const topic of topics.filter((name) => there.has(name))) {
    const offsets = await admin.fetchTopicOffsets(topic);
    const filled = offsets.filter(({ low, high }) => BigInt(high) > BigInt(low));
    for (const { partition, high } of filled) ends.set(`${topic} ${partition}`, BigInt(high));
  }
  return ends;
};

type Reading = {
  readonly groupId: string;
  readonly ends: Map<string, bigint>;
  readonly onLetter: (head: DeadLetterHead) => void;
};

const readUpTo = async (kafka: Kafka, { groupId, ends, onLetter }: Reading): Promise<void> => {
  const topics = [...new Set([...ends.keys()].map((place) => place.split(' ')[0] ?? ''))];
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 250,
    maxBytes: mostBytesOfAnswer,
    allowAutoTopicCreation: false,
    retry: { retries: 3, restartOnFailure: async () => false },
  });
  let heardAt = performance.now();
  let crash: Error | undefined;
  consumer.on(consumer.events.CRASH, ({ payload }) => (crash = payload.error));
  const unreadable = new OncePerBatch();
  await consumer.connect();
  try {
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const { topic, partition, messages } = batch;
        heardAt = performance.now();
        const place = `${topic} ${partition}`;
        const end = ends.get(place) ?? 0n;
        for (const message of messages.filter(({ offset }) => BigInt(offset) < end)) {
          const why = standsInFor(message);
          if (why === null || unreadable.isFirst(batch, why)) onLetter(headOf(batch, message, why));
        }
        if (BigInt(batch.lastOffset()) + 1n >= end) ends.delete(place);
      },
    });
    while (ends.size > 0) {
      if (crash !== undefined) throw giveUp(topics, crash);
      if (performance.now() - heardAt > patienceMs)
        throw new Error(`the brokers do not give all of ${[...ends.keys()].join(', ')}`);
      await pause(50);
    }
  } finally {
    await consumer.disconnect();
  }
};

const giveUp = (topics: readonly string[], cause: Error): Error => {
  const why = isUndecodable(cause)
    ? 'somebody has written there what cannot be decoded. Delete it with kafka-delete-records.sh'
    : kafkaProblem(cause);
  return new Error(`Reading ${topics.join(', ')} ended: ${why}`, { cause });
};

type Place = { readonly topic: string; readonly partition: number };

/** @param why of a message that stands for others, see `standsInFor` */
const headOf = ({ topic, partition }: Place, message: KafkaMessage, why: string | null): DeadLetterHead => {
  const { headers = {}, offset, timestamp, value } = message;
  const projection = textOf(headers, deadLetterHeader.projection);
  const position = Number(textOf(headers, deadLetterHeader.position));
  const isEvent = projection !== '' && Number.isSafeInteger(position) && position > 0;
  return {
    topic,
    partition,
    offset,
    sentAt: new Date(Number(timestamp)),
    reason: why === null ? textOf(headers, deadLetterHeader.reason) : 'batch-unreadable',
    detail: why ?? textOf(headers, deadLetterHeader.detail),
    group: textOf(headers, deadLetterHeader.group),
    event: !isEvent
      ? null
      : {
          projection,
          position,
          class: textOf(headers, deadLetterHeader.class),
          type: textOf(headers, eventHeader.type).replace(typePrefix, ''),
          tenantId: textOf(headers, eventHeader.tenantId),
        },
    bytes: value?.length ?? 0,
  };
};

/** Of a batch here that could not be unpacked: why. A dead letter about one of another topic has a reason of its own. */
const standsInFor = (message: KafkaMessage): string | null =>
  message.headers?.[deadLetterHeader.reason] === undefined ? whyUnreadable(message) : null;

/** Forged messages have headers as well: only the known ones are looked at, and no further than is of use. */
const textOf = (headers: IHeaders, name: string): string => {
  const value = headers[name];
  const [first] = Array.isArray(value) ? value : [value];
  return (first?.toString() ?? '').slice(0, longestText);
};
