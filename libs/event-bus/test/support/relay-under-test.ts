import type { Kafka } from 'kafkajs';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { waitFor } from '@cadastre/testing';
import { kafkaClient } from '../../src/kafka/kafka-client.ts';
import type { TopicSettings } from '../../src/kafka/kafka-options.ts';
import { TopicNames } from '../../src/kafka/topic-names.ts';
import { createRelay, type Relay, type RelayOptions } from '../../src/relay/relay.ts';
import { readRelayState } from '../../src/relay/relay-state.ts';
import { kafkaOptions } from './kafka-topics.ts';
import { logUnderTest, type LogUnderTest } from './log-under-test.ts';
import { readTopics, type TopicMessage } from './read-topics.ts';

/** A log on a database of a spec's own, topics of its own at the broker that all share, and relays between them. */
export class RelayUnderTest {
  private readonly relays: Relay[] = [];
  readonly names: TopicNames;

  private constructor(
    readonly log: LogUnderTest,
    readonly kafka: Kafka,
    readonly topics: TopicSettings,
  ) {
    this.names = new TopicNames(topics.prefix);
  }

  static async open(brokers: readonly string[]): Promise<RelayUnderTest> {
    const options = kafkaOptions(brokers);
    return new RelayUnderTest(await logUnderTest(), kafkaClient(options, silentLog), options.topics);
  }

  start(different: Partial<RelayOptions> = {}): Relay {
    const { log, kafka, topics } = this;
    const relay = createRelay({
      pool: log.db.pool,
      log: silentLog,
      kafka,
      topics,
      events: log.store,
      wakeUp: new WakeUp(),
      owner: 'spec',
      pollMs: 20,
      ...different,
    });
    this.relays.push(relay);
    relay.start();
    return relay;
  }

  /** Brokers have acknowledged all up to the position, and the checkpoint says so. */
  async relayed(position: number): Promise<void> {
    const { pool } = this.log.db;
    await waitFor(async () => (await readRelayState(pool)).position >= position, { timeoutMs: 40_000 });
  }

  /** All that is in the topics of events, once there is enough of it. */
  read(isEnough: (messages: readonly TopicMessage[]) => boolean): Promise<TopicMessage[]> {
    return readTopics(this.kafka, this.names.events, isEnough);
  }

  async close(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.stop()));
    await this.log.db.drop();
  }
}
