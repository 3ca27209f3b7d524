import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Kafka } from 'kafkajs';
import { eventCategories } from '@cadastre/events';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { testKafka, waitFor } from '@cadastre/testing';
import { readSigningKeys } from '../../src/signature/signing-keys.ts';
import { decodeMessage } from '../../src/kafka/decode-message.ts';
import { kafkaClient } from '../../src/kafka/kafka-client.ts';
import { highestByLane, laneCountOf } from '../../src/kafka/lane-positions.ts';
import { parsePositions } from '../../src/kafka/previous-positions.ts';
import type { TopicSettings } from '../../src/kafka/kafka-options.ts';
import { TopicNames } from '../../src/kafka/topic-names.ts';
import { createRelay, type Relay, type RelayOptions } from '../../src/relay/relay.ts';
import { readRelayState, rewindRelay } from '../../src/relay/relay-state.ts';
import { kafkaOptions } from '../support/kafka-topics.ts';
import { logUnderTest, type LogUnderTest } from '../support/log-under-test.ts';
import { positionOf, readTopics, type TopicMessage } from '../support/read-topics.ts';

const { describe, brokers } = await testKafka(import.meta.url);

describe('the relay', () => {
  let log: LogUnderTest;
  let kafka: Kafka;
  let topics: TopicSettings;
  let relays: Relay[];

  beforeEach(async () => {
    const options = kafkaOptions(brokers);
    topics = options.topics;
    kafka = kafkaClient(options, silentLog);
    relays = [];
    log = await logUnderTest();
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await log.db.drop();
  });

  const startRelay = (different: Partial<RelayOptions> = {}): Relay => {
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
    relays.push(relay);
    relay.start();
    return relay;
  };
  const names = (): TopicNames => new TopicNames(topics.prefix);
  const relayed = (position: number) =>
    waitFor(async () => (await readRelayState(log.db.pool)).position >= position, { timeoutMs: 20_000 });
  const read = (isEnough: (messages: readonly TopicMessage[]) => boolean) =>
    readTopics(kafka, names().events, isEnough);
  const distinct = (messages: readonly TopicMessage[]) => new Set(messages.map(positionOf));

  test('carries every event of the log to its topic, whole, in order, chained lane by lane', async () => {
    await log.append([1, 3, 1, 40, 7, 1, 1, 2, 500, 5]);
    startRelay();
    await relayed(561);
    const messages = await read((all) => all.length >= 561);
    const keys = await readSigningKeys(log.db.pool);
    const received = messages.map(({ topic, partition, message }) => {
      const decoded = decodeMessage(
        { topic, partition, ...message },
        { names: names(), lanes: topics.partitions, keys },
      );
      if (decoded.outcome !== 'event') throw new Error(JSON.stringify(decoded));
      return { ...decoded, topic, partition };
    });
    const { events } = await log.store.readLog({ afterPosition: 0, limit: 1_000 });
    const inOrder = [...received].sort((a, b) => a.event.position - b.event.position);
    expect(inOrder.map(({ event }) => event)).toEqual(events);
    expect(new Set(inOrder.map(({ topic }) => topic))).toEqual(new Set(names().events));

    const { lanePositions } = await readRelayState(log.db.pool);
    expect(Object.keys(lanePositions).sort()).toEqual([...eventCategories].sort());
    /** Of a lane: where the last event of a category was, before each of its messages and after all of them. */
    const expected = (category: string, lane: number): number[] =>
      inOrder
        .filter(({ partition }) => partition === lane)
        .reduce(
          (found, { event }) => [
            ...found,
            event.streamId.startsWith(`${category}-`) ? event.position : (found.at(-1) ?? 0),
          ],
          [0],
        );
    for (const [category, positions] of Object.entries(lanePositions)) {
      const said = positions.map((last, lane) => {
        const ofLane = inOrder.filter(({ partition }) => partition === lane);
        return [...ofLane.map(({ previousPositions }) => previousPositions.get(category)), last];
      });
      expect(said).toEqual(positions.map((_, lane) => expected(category, lane)));
    }
    for (const topic of names().events) {
      for (let lane = 0; lane < laneCountOf(lanePositions); lane += 1) {
        const arrived = received.filter((one) => one.topic === topic && one.partition === lane);
        const positions = arrived.map(({ event }) => event.position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }
    }
  });

  test('one leads, and another takes over when it stops', async () => {
    const first = startRelay();
    await waitFor(() => first.isLeading, { timeoutMs: 20_000 });
    const second = startRelay();
    await log.append([3]);
    await relayed(3);
    expect(second.isLeading).toBe(false);
    await first.stop();
    await waitFor(() => second.isLeading);
    await log.append([4]);
    await relayed(7);
    expect((await read((all) => all.length >= 7)).map(positionOf).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('a leader that was passed over can send twice, and moves nothing', async () => {
    let release = (): void => undefined;
    const paused = new Promise<void>((resolve) => (release = resolve));
    let hasSent = false;
    const afterSend = (): Promise<void> => {
      hasSent = true;
      return paused;
    };
    await log.append([5]);
    const zombie = startRelay({ leaseMs: 60_000, afterSend });
    await waitFor(() => hasSent, { timeoutMs: 20_000 });
    await log.db.pool.query(`update event_bus.relay set lease_expires_at = '-infinity'`);
    startRelay();
    await relayed(5);
    await log.append([2]);
    await relayed(7);
    const { epoch } = await readRelayState(log.db.pool);
    release();
    await waitFor(() => !zombie.isLeading);
    expect(await readRelayState(log.db.pool)).toMatchObject({ position: 7, epoch });
    const messages = await read((all) => distinct(all).size === 7 && all.length >= 12);
    expect(messages).toHaveLength(12);
  });

  test('a leader without work sends again what a crash of the database has taken from its checkpoint', async () => {
    await log.append([1]);
    startRelay({ leaseMs: 300 });
    await relayed(1);
    const { lanePositions } = await readRelayState(log.db.pool);
    await log.append([2]);
    await relayed(3);
    const goBack = 'update event_bus.relay set position = 1, lane_positions = $1, category_positions = $2';
    await log.db.pool.query(goBack, [highestByLane(lanePositions), JSON.stringify(lanePositions)]);
    await relayed(3);
    const positions = (await read((all) => all.length >= 5)).map(positionOf).sort();
    expect(positions).toEqual([1, 2, 2, 3, 3]);
  });

  test('what a release wrote that knows no categories holds for each of them', async () => {
    await log.append([5, 5, 5]);
    const relay = startRelay();
    await relayed(15);
    await relay.stop();
    const { lanePositions } = await readRelayState(log.db.pool);
    const all = highestByLane(lanePositions).map((position, lane) => (lane === 1 ? 20 : position));
    const asBefore = 'update event_bus.relay set position = 20, lane_positions = $1';
    await log.db.pool.query(asBefore, [all]);
    const believed = await readRelayState(log.db.pool);
    expect(believed.lanePositions).toEqual({ integration: all, sync: all, catalog: all });
    await log.append([5, 1]);
    startRelay();
    await relayed(21);
    const { lanePositions: after } = await readRelayState(log.db.pool);
    expect(highestByLane(after).filter((position, lane) => position !== all[lane])).toEqual([21]);
  });

  test('topics that were wiped are made anew, and the next event is in them', async () => {
    await log.append([3]);
    const relay = startRelay();
    await relayed(3);
    const admin = kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [...names().events] });
    await waitFor(async () => (await admin.listTopics()).every((topic) => !names().events.includes(topic)));
    await admin.disconnect();
    await log.append([1]);
    await relayed(4);
    expect((await read((all) => all.length > 0)).map(positionOf)).toEqual([4]);
    await waitFor(() => relay.status.condition.status === 'ok');

    // For consumers of others, who lost what was in them.
    await rewindRelay(log.db.pool, 0);
    expect(distinct(await read((all) => distinct(all).size >= 4)).size).toBe(4);
    await relayed(4);
  });

  test('with another number of partitions no lane claims to have what it may not have', async () => {
    await log.append([5, 5]);
    const before = startRelay();
    await relayed(10);
    await before.stop();
    const admin = kafka.admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: names().events.map((topic) => ({ topic, count: 8 })) });
    await admin.disconnect();
    topics = { ...topics, partitions: 8 };
    startRelay();
    await waitFor(async () => laneCountOf((await readRelayState(log.db.pool)).lanePositions) === 8, {
      timeoutMs: 20_000,
    });
    const all = Array(8).fill(10);
    expect((await readRelayState(log.db.pool)).lanePositions).toEqual({
      integration: all,
      sync: all,
      catalog: all,
    });
    await log.append([1]);
    await relayed(11);
    const [newest] = (await read((all) => all.some((message) => positionOf(message) === 11))).filter(
      (message) => positionOf(message) === 11,
    );
    const previous = parsePositions(String(newest?.message.headers?.['ce_previouspositions']));
    expect(previous).toEqual(new Map(eventCategories.map((category) => [category, 10])));
  });

  test('a topic that cannot be used is named, and nothing is lost meanwhile', async () => {
    const [topic = ''] = names().events;
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 1 }] });
    await log.append([2]);
    const relay = startRelay();
    await waitFor(() => relay.status.condition.detail?.includes(topic), { timeoutMs: 20_000 });
    expect(relay.status.condition.status).toBe('unavailable');
    expect(relay.status.condition.detail).toContain('1 partitions');
    expect(relay.isLeading).toBe(false);
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
    await relayed(2);
    expect(relay.status.condition).toEqual({ status: 'ok', detail: null });
  });
});
