import { randomUUID } from 'node:crypto';
import {
  createRelay,
  kafkaClient,
  Loopback,
  TopicNames,
  type KafkaOptions,
  type KafkaStatus,
} from '@cadastre/event-bus';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import type { Transport } from './delivery.contract.ts';
import type { LedgerWorld } from './ledger-world.ts';

export type KafkaTransport = Transport & {
  readonly kafka: KafkaOptions;
  readonly names: TopicNames;
  readonly status: KafkaStatus;
};

/** Topics of a test's own at the broker that all specs share, and a relay that fills them. */
export const kafkaTransport = async (
  world: LedgerWorld,
  brokers: readonly string[],
  secured: Partial<Pick<KafkaOptions, 'tls' | 'sasl'>> = {},
): Promise<KafkaTransport> => {
  const topics = {
    prefix: `spec-${randomUUID().slice(0, 8)}`,
    partitions: 6,
    replicationFactor: undefined,
    retentionMs: 3_600_000,
  };
  const kafka: KafkaOptions = {
    brokers,
    tls: undefined,
    sasl: undefined,
    ...secured,
    clientId: 'spec',
    topics,
  };
  const loopback = new Loopback();
  const relay = createRelay({
    pool: world.db.pool,
    log: silentLog,
    kafka: kafkaClient(kafka, silentLog),
    topics,
    events: world.store,
    wakeUp: new WakeUp(),
    loopback,
    owner: 'spec',
    pollMs: 20,
  });
  relay.start();
  await relay.started;
  return {
    kafka,
    loopback,
    names: new TopicNames(topics.prefix),
    status: relay.status,
    close: () => relay.stop(),
  };
};
