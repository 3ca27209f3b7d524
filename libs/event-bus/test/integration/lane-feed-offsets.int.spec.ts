import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { silentLog } from '@cadastre/service-runtime';
import { testKafka, waitFor } from '@cadastre/testing';
import { KafkaLaneFeed } from '../../src/consume/kafka-lane-feed.ts';
import { readSigningKeys } from '../../src/signature/signing-keys.ts';
import { positionOf, type TopicMessage } from '../support/read-topics.ts';
import { RelayUnderTest } from '../support/relay-under-test.ts';

const { describe, brokers } = await testKafka(import.meta.url);
const projection = 'spec.applied';
const head = 60;

describe('a member of the group of a projection', () => {
  let world: RelayUnderTest;
  let admin: Admin;
  let messages: readonly TopicMessage[];
  /** How far the rows of each lane are. */
  let applied: Map<number, number>;

  beforeEach(async () => {
    world = await RelayUnderTest.open(brokers);
    admin = world.kafka.admin();
    await admin.connect();
    applied = new Map();
    await world.log.append(Array.from({ length: head }, () => 1));
    const relay = world.start();
    await world.relayed(head);
    await relay.stop();
    messages = await world.read((all) => all.length >= head);
    for (const topic of world.names.events)
      await admin.setOffsets({ groupId: group(), topic, partitions: atTheBeginning() });
  });
  afterEach(async () => {
    await admin.disconnect();
    await world.close();
  });

  const group = (): string => world.names.members({ projection, version: 1, lanes: world.topics.partitions });
  const atTheBeginning = () =>
    Array.from({ length: world.topics.partitions }, (_, partition) => ({ partition, offset: '0' }));

  /** A life of the member, in which everything that was not committed comes. Gives how many messages that was. */
  const live = async (wanted: number, meanwhile: (feed: KafkaLaneFeed) => void): Promise<number> => {
    const received: number[] = [];
    const feed = new KafkaLaneFeed({
      kafka: world.kafka,
      names: world.names,
      lanes: world.topics.partitions,
      projection,
      version: 1,
      types: ['NoteTaken'],
      readKeys: () => readSigningKeys(world.log.db.pool),
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
    const offsets = await admin.fetchOffsets({ groupId: group(), topics: [...world.names.events] });
    return new Map(
      offsets.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => [`${topic} ${partition}`, Number(offset)] as const),
      ),
    );
  };

  /** The first message of each partition that is not in the rows. */
  const firstNotApplied = (): Map<string, number> =>
    new Map(
      world.names.events.flatMap((topic) =>
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
      for (let lane = 0; lane < world.topics.partitions; lane += 1) {
        applied.set(lane, head / 2 + lane);
        feed.moved(lane, head / 2 + lane);
      }
    });
    expect(again).toBe(head);
    expect(await committed()).toEqual(firstNotApplied());
    expect(Math.max(...(await committed()).values())).toBeGreaterThan(0);
  });
});
