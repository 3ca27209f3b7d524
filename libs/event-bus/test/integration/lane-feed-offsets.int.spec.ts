import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Admin, Kafka } from 'kafkajs';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { testKafka, waitFor } from '@cadastre/testing';
import { KafkaLaneFeed } from '../../src/consume/kafka-lane-feed.ts';
import { kafkaClient } from '../../src/kafka/kafka-client.ts';
import type { TopicSettings } from '../../src/kafka/kafka-options.ts';
import { TopicNames } from '../../src/kafka/topic-names.ts';
import { createRelay } from '../../src/relay/relay.ts';
import { readRelayState } from '../../src/relay/relay-state.ts';
import { readSigningKeys } from '../../src/signature/signing-keys.ts';
import { kafkaOptions } from '../support/kafka-topics.ts';
import { logUnderTest, type LogUnderTest } from '../support/log-under-test.ts';
import { positionOf, readTopics, type TopicMessage } from '../support/read-topics.ts';

const { describe, brokers } = await testKafka(import.meta.url);
const projection = 'spec.applied';
const head = 60;

describe('a member of the group of a projection', () => {
  let log: LogUnderTest;
  let kafka: Kafka;
  let topics: TopicSettings;
  let names: TopicNames;
  let admin: Admin;
  let messages: readonly TopicMessage[];
  /** How far the rows of each lane are. */
  let applied: Map<number, number>;

  beforeEach(async () => {
    const options = kafkaOptions(brokers);
    topics = options.topics;
    kafka = kafkaClient(options, silentLog);
    names = new TopicNames(topics.prefix);
    admin = kafka.admin();
    await admin.connect();
    log = await logUnderTest();
    applied = new Map();
    await log.append(Array.from({ length: head }, () => 1));
    await sendAll();
    messages = await readTopics(kafka, names.events, (all) => all.length >= head);
    for (const topic of names.events)
      await admin.setOffsets({ groupId: group(), topic, partitions: atTheBeginning() });
  });
  afterEach(async () => {
    await admin.disconnect();
    await log.db.drop();
  });

  const group = (): string => names.members({ projection, version: 1, lanes: topics.partitions });
  const atTheBeginning = () =>
    Array.from({ length: topics.partitions }, (_, partition) => ({ partition, offset: '0' }));

  const sendAll = async (): Promise<void> => {
    const relay = createRelay({
      pool: log.db.pool,
      log: silentLog,
      kafka,
      topics,
      events: log.store,
      wakeUp: new WakeUp(),
      owner: 'spec',
      pollMs: 20,
    });
    relay.start();
    await waitFor(async () => (await readRelayState(log.db.pool)).position >= head, { timeoutMs: 20_000 });
    await relay.stop();
  };

  /** A life of the member, in which everything that was not committed comes. Gives how many messages that was. */
  const live = async (wanted: number, meanwhile: (feed: KafkaLaneFeed) => void): Promise<number> => {
    const received: number[] = [];
    const feed = new KafkaLaneFeed({
      kafka,
      names,
      lanes: topics.partitions,
      projection,
      version: 1,
      types: ['NoteTaken'],
      readKeys: () => readSigningKeys(log.db.pool),
      log: silentLog,
      receiver: {
        assigned: () => undefined,
        receive: (_lane, some) => {
          received.push(...some.map(({ position }) => position));
          return Promise.resolve(true);
        },
        position: (lane) => applied.get(lane) ?? 0,
      },
    });
    feed.start();
    try {
      await waitFor(() => received.length >= wanted, { what: 'the messages', timeoutMs: 30_000 });
      meanwhile(feed);
    } finally {
      await feed.stop();
    }
    return received.length;
  };

  const committed = async (): Promise<Map<string, number>> => {
    const offsets = await admin.fetchOffsets({ groupId: group(), topics: [...names.events] });
    return new Map(
      offsets.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => [`${topic} ${partition}`, Number(offset)] as const),
      ),
    );
  };

  /** The first message of each partition that is not in the rows. */
  const firstNotApplied = (): Map<string, number> =>
    new Map(
      names.events.flatMap((topic) =>
        atTheBeginning().map(({ partition }) => {
          const done = messages.filter(
            (one) =>
              one.topic === topic &&
              one.partition === partition &&
              positionOf(one) <= (applied.get(partition) ?? 0),
          );
          return [`${topic} ${partition}`, done.length] as const;
        }),
      ),
    );

  test('commits no message that is not applied, so that it comes again; and all that are', async () => {
    expect(await live(head, () => undefined)).toBe(head);
    expect(await committed()).toEqual(firstNotApplied());
    expect(new Set((await committed()).values())).toEqual(new Set([0]));

    const again = await live(head, (feed) => {
      for (let lane = 0; lane < topics.partitions; lane += 1) {
        applied.set(lane, head / 2 + lane);
        feed.moved(lane, head / 2 + lane);
      }
    });
    expect(again).toBe(head);
    expect(await committed()).toEqual(firstNotApplied());
    expect(Math.max(...(await committed()).values())).toBeGreaterThan(0);
  });
});
