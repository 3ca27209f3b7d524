import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Admin, Consumer, ConsumerConfig, Kafka } from 'kafkajs';
import { silentLog } from '@cadastre/service-runtime';
import { testKafka, waitFor } from '@cadastre/testing';
import { KafkaLaneFeed } from '../../src/consume/kafka-lane-feed.ts';
import { Loopback } from '../../src/relay/loopback.ts';
import type { Relay } from '../../src/relay/relay.ts';
import { readRelayState } from '../../src/relay/relay-state.ts';
import { readSigningKeys } from '../../src/signature/signing-keys.ts';
import { RelayUnderTest } from '../support/relay-under-test.ts';

const { describe, brokers } = await testKafka(import.meta.url);
const projection = { projection: 'spec.applied', version: 1 };

describe('a member of a group in the process of the relay', () => {
  let world: RelayUnderTest;
  let admin: Admin;
  let loopback: Loopback;
  let relay: Relay;
  let feed: KafkaLaneFeed;
  /** Positions that the member's lanes were given, once or more. */
  let received: Set<number>;
  /** Messages that the brokers have given to its consumer. */
  let fetched: number;
  let counted: Map<string, number>;
  let hasRoom: boolean;

  /** Tells how much comes from the brokers. */
  const counting = (kafka: Kafka): Kafka => {
    const consumerOf = (config: ConsumerConfig): Consumer => {
      const consumer = kafka.consumer(config);
      consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => void (fetched += payload.batchSize));
      return consumer;
    };
    return Object.create(kafka, { consumer: { value: consumerOf } }) as Kafka;
  };

  // One member for all: to join a group takes seconds.
  beforeAll(async () => {
    world = await RelayUnderTest.open(brokers);
    [received, fetched, counted, hasRoom] = [new Set(), 0, new Map(), true];
    loopback = new Loopback();
    relay = world.start({ loopback });
    await world.log.append([1]);
    await world.relayed(1);
    admin = world.kafka.admin();
    await admin.connect();
    for (const topic of world.names.events)
      await admin.setOffsets({ groupId: group(), topic, partitions: atTheBeginning() });
    feed = new KafkaLaneFeed({
      ...projection,
      kafka: counting(world.kafka),
      names: world.names,
      lanes: world.topics.partitions,
      types: ['NoteTaken'],
      readKeys: () => readSigningKeys(world.log.db.pool),
      loopback,
      log: silentLog,
      counted: (what, count) => void counted.set(what, (counted.get(what) ?? 0) + count),
      receiver: {
        assigned: () => undefined,
        receive: async (_lane, messages) => {
          for (const { position } of messages) received.add(position);
          if (!hasRoom) await waitFor(() => hasRoom, { timeoutMs: 60_000 });
          return true;
        },
        position: () => 0,
      },
    });
    feed.start();
  });
  afterAll(async () => {
    hasRoom = true;
    await feed.stop();
    await admin.disconnect();
    await world.close();
  });

  const group = (): string => world.names.members({ ...projection, lanes: world.topics.partitions });
  const atTheBeginning = () =>
    Array.from({ length: world.topics.partitions }, (_, partition) => ({ partition, offset: '0' }));

  const head = async (): Promise<number> => {
    const { rows } = await world.log.db.pool.query<{ head: number }>(
      'select last_position::float8 as head from event_store.sequencer',
    );
    return rows[0]?.head ?? 0;
  };

  /** A page that reaches every partition of every topic, and is with the member. */
  const page = async (): Promise<void> => {
    await world.log.append(Array.from({ length: 42 }, () => 2));
    await allReceived();
  };

  const allReceived = async (): Promise<void> => {
    const last = await head();
    await waitFor(() => received.size >= last, { what: 'all events', timeoutMs: 30_000 });
  };

  const untilNothingIsFetched = async (): Promise<void> => {
    await waitFor(
      async () => {
        const before = fetched;
        await page();
        await page();
        return fetched === before;
      },
      { what: 'a page that is not fetched', timeoutMs: 30_000 },
    );
  };

  const forge = async (): Promise<void> => {
    const producer = world.kafka.producer();
    await producer.connect();
    await producer.sendBatch({
      topicMessages: world.names.events.map((topic) => ({
        topic,
        messages: atTheBeginning().map(({ partition }) => ({ partition, value: 'forged' })),
      })),
    });
    await producer.disconnect();
  };
  const forgeries = (): number => world.names.events.length * world.topics.partitions;
  const untilRefused = async (letters: number): Promise<void> => {
    await waitFor(() => counted.get('dead-letters') === letters, {
      what: 'the forgeries to be refused',
      timeoutMs: 30_000,
    });
  };

  test('is given what the relay sends, and fetches none of it', async () => {
    await untilNothingIsFetched();
    expect(counted.get('looped-back')).toBeGreaterThanOrEqual(168);
  });

  test('fetches what somebody else writes between, and that alone', async () => {
    await untilNothingIsFetched();
    const [before, refused] = [fetched, counted.get('dead-letters') ?? 0];
    await forge();
    await page();
    await untilRefused(refused + forgeries());
    expect(fetched - before).toBeLessThanOrEqual(forgeries() + 84);
    await untilNothingIsFetched();
  });

  test('looks for what somebody else writes while its own relay has nothing to send', async () => {
    await untilNothingIsFetched();
    const refused = counted.get('dead-letters') ?? 0;
    await forge();
    await untilRefused(refused + forgeries());
  });

  test('fetches what another relay sends once that leads', async () => {
    await untilNothingIsFetched();
    await relay.stop();
    const before = fetched;
    const other = world.start();
    const last = await head();
    await world.log.append(Array.from({ length: 42 }, () => 2));
    await allReceived();
    expect(fetched - before).toBeGreaterThanOrEqual((await head()) - last);
    await other.stop();
    relay = world.start({ loopback });
    await untilNothingIsFetched();
  });

  test('fetches what its lanes had no room for', async () => {
    await untilNothingIsFetched();
    hasRoom = false;
    await page();
    const first = await head();
    await world.log.append(Array.from({ length: 42 }, () => 2));
    await world.relayed(await head());
    expect(received.size).toBe(first);
    hasRoom = true;
    await allReceived();
    await untilNothingIsFetched();
  });

  test('commits what it was given as soon as that is applied', async () => {
    await untilNothingIsFetched();
    const { position } = await readRelayState(world.log.db.pool);
    expect(await committed()).toContain('0');
    for (const { partition } of atTheBeginning()) feed.moved(partition, position);
    const ends = await Promise.all(world.names.events.map((topic) => admin.fetchTopicOffsets(topic)));
    const offsets = new Set(ends.flat().map(({ high }) => high));
    await waitFor(async () => {
      const now = await committed();
      return [...now].every((offset) => offsets.has(offset)) && !now.has('0');
    });
  });

  const committed = async (): Promise<Set<string>> => {
    const offsets = await admin.fetchOffsets({ groupId: group(), topics: [...world.names.events] });
    return new Set(offsets.flatMap(({ partitions }) => partitions.map(({ offset }) => offset)));
  };
});
