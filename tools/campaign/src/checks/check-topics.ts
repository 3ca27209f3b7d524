import { createHash } from 'node:crypto';
import { deadLettersOf, readRelayState } from '@cadastre/event-bus';
import type pg from 'pg';
import { topics } from '../faults/plan-faults.ts';
import type { KafkaBroker, ReceivedMessage } from '../processes/kafka-broker.ts';
import type { Finding } from './finding.ts';

/**
 * Holds the topics against the log: the relay left nothing out, whatever died while it sent, and changed nothing.
 * What a wipe took is not missed: consumers have it from the log, which the read models show.
 */
export const checkTopics = async (pool: pg.Pool, kafka: KafkaBroker, wipes: number): Promise<Finding[]> => {
  const messages = (await Promise.all(topics.map((topic) => kafka.readTopic(topic)))).flat();
  const dead = (await Promise.all(topics.map((topic) => kafka.readTopic(deadLettersOf(topic))))).flat();
  const logged = await readDigests(pool);
  const found = new Set(messages.map(positionOf));
  const missing = [...logged.keys()].filter((position) => !found.has(position));
  const { position } = await readRelayState(pool);
  return [
    {
      check: 'the relay has carried the log to its head',
      looked: logged.size,
      wrong: position === logged.size ? [] : [`it is at ${position} of ${logged.size}`],
    },
    {
      check: 'every event of the log was sent, unless a topic was wiped',
      looked: found.size,
      wrong: wipes > 0 ? [] : missing.map((at) => `position ${at} is in no topic`),
    },
    {
      check: 'every message is an event of the log, unchanged',
      looked: messages.length,
      wrong: messages
        .filter((message) => logged.get(positionOf(message)) !== digestOf(message.value))
        .map((message) => `${message.topic} has something else at position ${positionOf(message)}`),
    },
    {
      check: 'no message became a dead letter',
      looked: messages.length,
      wrong: dead.map((message) => `${message.topic}: position ${positionOf(message)}`),
    },
  ];
};

const positionOf = ({ headers }: ReceivedMessage): number => Number(headers.ce_position ?? Number.NaN);

const digestOf = (text: string): string => createHash('md5').update(text).digest('hex');

/** By position. */
const readDigests = async (pool: pg.Pool): Promise<Map<number, string>> => {
  const { rows } = await pool.query<{ position: string; digest: string }>(/* sql */ `
    select l.first_position + e.ordinal as position, md5(e.data::text) as digest
      from event_store.log l join event_store.events e using (commit_id)`);
  return new Map(rows.map(({ position, digest }) => [Number(position), digest]));
};
