import type { Kafka } from 'kafkajs';
import type pg from 'pg';
import type { Registry } from 'prom-client';
import {
  createRelay,
  kafkaClient,
  Loopback,
  wayOf,
  type KafkaOptions,
  type Relay,
  type RelayObserver,
  type TopicSettings,
} from '@cadastre/event-bus';
import type { EventStore } from '@cadastre/event-store';
import type { Log } from '@cadastre/service-runtime';
import { channels, type Bells } from '../bells.ts';
import type { Dependency } from '../health/dependency.ts';
import { relayMetrics } from './relay-metrics.ts';

/** The Kafka that the processes of this installation share. */
export type PlatformKafka = {
  readonly client: Kafka;
  readonly topics: TopicSettings;
  /** Of the relay in this process. */
  readonly loopback?: Loopback | undefined;
};

/** A candidate for the relay runs in every process, so that events reach Kafka whichever services are up. */
export const openKafka = (options: {
  kafka: KafkaOptions;
  pool: pg.Pool;
  eventStore: EventStore;
  bells: Bells;
  metrics: Registry;
  owner: string;
  log: Log;
}): { kafka: PlatformKafka; relay: Relay } => {
  const { kafka, pool, eventStore, bells, metrics, owner, log } = options;
  const client = kafkaClient(kafka, log);
  const counted = relayMetrics(metrics);
  const loopback = new Loopback();
  const relay = createRelay({
    pool,
    kafka: client,
    way: wayOf(kafka),
    topics: kafka.topics,
    events: eventStore,
    wakeUp: bells.listen(channels.sequenced),
    loopback,
    observe: { ...counted, produced: (events) => onRelayed(counted, bells, events) },
    owner,
    log,
  });
  return { kafka: { client, topics: kafka.topics, loopback }, relay };
};

/** Lanes in which nothing happened are as far as the relay: whoever serves them may say so at once. */
const onRelayed = (counted: RelayObserver, bells: Bells, events: number): void => {
  counted.produced?.(events);
  bells.ring(channels.relayed);
};

/**
 * Away at start: not ready. Away later: events wait in the log and nothing is refused, so nobody has to turn away from
 * this process.
 */
export const kafkaDependency = ({ status }: Relay): Dependency => ({
  name: 'kafka',
  probe: async () => status.condition,
});
