import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventCategories } from '@cadastre/events';
import { testKafka, waitFor } from '@cadastre/testing';
import { readSigningKeys } from '../../src/signature/signing-keys.ts';
import { decodeMessage } from '../../src/kafka/decode-message.ts';
import { highestByLane, laneCountOf } from '../../src/kafka/lane-positions.ts';
import { parsePositions } from '../../src/kafka/previous-positions.ts';
import { readRelayState, rewindRelay } from '../../src/relay/relay-state.ts';
import { positionOf, type TopicMessage } from '../support/read-topics.ts';
import { Loopback } from '../../src/relay/loopback.ts';
import { RelayUnderTest } from '../support/relay-under-test.ts';

const { describe, brokers } = await testKafka(import.meta.url);

describe('the relay', () => {
  let world: RelayUnderTest;

  beforeEach(async () => {
    world = await RelayUnderTest.open(brokers);
  });
  afterEach(async () => {
    await world.close();
  });

  const distinct = (messages: readonly TopicMessage[]) => new Set(messages.map(positionOf));

  test('lets what comes after a large page at the head gather, instead of sending it event by event', async () => {
    const { store } = world.log;
    const reads: { at: number; events: number }[] = [];
    const events = {
      readStoredLog: async (options: Parameters<typeof store.readStoredLog>[0]) => {
        const at = performance.now();
        const page = await store.readStoredLog(options);
        reads.push({ at, events: page.events.length });
        return page;
      },
    };
    await world.log.append([1]); // the first one waits for connections
    world.start({ events });
    await world.relayed(1);
    await world.log.append([90]);
    await world.relayed(91);
    await world.log.append([1]);
    await world.relayed(92);
    const large = reads.findIndex((read) => read.events === 90);
    expect((reads[large + 1]?.at ?? 0) - (reads[large]?.at ?? Infinity)).toBeGreaterThan(80);
  });

  test('gives its own process what it has sent once the checkpoint is behind it, and says when it does not lead any more', async () => {
    const loopback = new Loopback();
    const told: string[] = [];
    loopback.join({
      relayed: ({ events, ranges }) => {
        const messages = ranges.reduce((sum, { from, to }) => sum + Number(to - from), 0);
        told.push(`${events.length} events, ${messages} messages`);
      },
      ended: () => told.push('ended'),
    });
    await world.log.append([7]);
    let isLost = true;
    const afterSend = async (): Promise<void> => {
      told.push('sent');
      if (isLost) await world.log.db.pool.query('update event_bus.relay set epoch = epoch + 1, owner = null');
      isLost = false;
    };
    const relay = world.start({ loopback, afterSend });
    await world.relayed(7);
    await waitFor(() => told.includes('7 events, 7 messages'));
    expect(told).toEqual(['sent', 'ended', 'sent', '7 events, 7 messages']);
    await relay.stop();
    expect(told.at(-1)).toBe('ended');
  });

  test('carries every event of the log to its topic, whole, in order, chained lane by lane', async () => {
    await world.log.append([1, 3, 1, 40, 7, 1, 1, 2, 500, 5]);
    world.start();
    await world.relayed(561);
    const messages = await world.read((all) => all.length >= 561);
    const keys = await readSigningKeys(world.log.db.pool);
    const received = messages.map(({ topic, partition, message }) => {
      const decoded = decodeMessage(
        { topic, partition, ...message },
        { names: world.names, lanes: world.topics.partitions, keys },
      );
      if (decoded.outcome !== 'event') throw new Error(JSON.stringify(decoded));
      return { ...decoded, topic, partition };
    });
    const { events } = await world.log.store.readLog({ afterPosition: 0, limit: 1_000 });
    const inOrder = [...received].sort((a, b) => a.event.position - b.event.position);
    expect(inOrder.map(({ event }) => event)).toEqual(events);
    expect(new Set(inOrder.map(({ topic }) => topic))).toEqual(new Set(world.names.events));

    const { lanePositions } = await readRelayState(world.log.db.pool);
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
    for (const topic of world.names.events) {
      for (let lane = 0; lane < laneCountOf(lanePositions); lane += 1) {
        const arrived = received.filter((one) => one.topic === topic && one.partition === lane);
        const positions = arrived.map(({ event }) => event.position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }
    }
  });

  test('one leads, and another takes over when it stops', async () => {
    const first = world.start();
    await waitFor(() => first.isLeading, { timeoutMs: 20_000 });
    const second = world.start();
    await world.log.append([3]);
    await world.relayed(3);
    expect(second.isLeading).toBe(false);
    await first.stop();
    await waitFor(() => second.isLeading);
    await world.log.append([4]);
    await world.relayed(7);
    expect((await world.read((all) => all.length >= 7)).map(positionOf).sort()).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ]);
  });

  test('a leader whose page fails leaves the lead to others, who may reach the brokers', async () => {
    await world.log.append([3]);
    const leaseMs = 60_000; // nobody has the time to wait for its end
    const afterSend = () => Promise.reject(new Error('the brokers are away from here'));
    const cut = world.start({ owner: 'cut', leaseMs, afterSend });
    await waitFor(() => cut.isLeading);
    world.start({ owner: 'other', leaseMs: 3_000 });
    await world.relayed(3);
  });

  test('a leader that was passed over can send twice, and moves nothing', async () => {
    let release = (): void => undefined;
    const paused = new Promise<void>((resolve) => (release = resolve));
    let hasSent = false;
    const afterSend = (): Promise<void> => {
      hasSent = true;
      return paused;
    };
    await world.log.append([5]);
    const zombie = world.start({ leaseMs: 60_000, afterSend });
    await waitFor(() => hasSent, { timeoutMs: 20_000 });
    await world.log.db.pool.query(`update event_bus.relay set lease_expires_at = '-infinity'`);
    world.start();
    await world.relayed(5);
    await world.log.append([2]);
    await world.relayed(7);
    const { epoch } = await readRelayState(world.log.db.pool);
    release();
    await waitFor(() => !zombie.isLeading);
    expect(await readRelayState(world.log.db.pool)).toMatchObject({ position: 7, epoch });
    const messages = await world.read((all) => distinct(all).size === 7 && all.length >= 12);
    expect(messages).toHaveLength(12);
  });

  test('a leader without work sends again what a crash of the database has taken from its checkpoint', async () => {
    await world.log.append([1]);
    world.start({ leaseMs: 300 });
    await world.relayed(1);
    const { lanePositions } = await readRelayState(world.log.db.pool);
    await world.log.append([2]);
    await world.relayed(3);
    const goBack = 'update event_bus.relay set position = 1, lane_positions = $1, category_positions = $2';
    await world.log.db.pool.query(goBack, [highestByLane(lanePositions), JSON.stringify(lanePositions)]);
    await world.relayed(3);
    const positions = (await world.read((all) => all.length >= 5)).map(positionOf).sort();
    expect(positions).toEqual([1, 2, 2, 3, 3]);
  });

  test('what a release wrote that knows no categories holds for each of them', async () => {
    await world.log.append([5, 5, 5]);
    const relay = world.start();
    await world.relayed(15);
    await relay.stop();
    const { lanePositions } = await readRelayState(world.log.db.pool);
    const all = highestByLane(lanePositions).map((position, lane) => (lane === 1 ? 20 : position));
    const asBefore = 'update event_bus.relay set position = 20, lane_positions = $1';
    await world.log.db.pool.query(asBefore, [all]);
    const believed = await readRelayState(world.log.db.pool);
    expect(believed.lanePositions).toEqual({ integration: all, sync: all, catalog: all });
    await world.log.append([5, 1]);
    world.start();
    await world.relayed(21);
    const { lanePositions: after } = await readRelayState(world.log.db.pool);
    expect(highestByLane(after).filter((position, lane) => position !== all[lane])).toEqual([21]);
  });

  test('topics that were wiped are made anew, and the next event is in them', async () => {
    await world.log.append([3]);
    const relay = world.start();
    await world.relayed(3);
    const admin = world.kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [...world.names.events] });
    await waitFor(async () =>
      (await admin.listTopics()).every((topic) => !world.names.events.includes(topic)),
    );
    await admin.disconnect();
    await world.log.append([1]);
    await world.relayed(4);
    expect((await world.read((all) => all.length > 0)).map(positionOf)).toEqual([4]);
    await waitFor(() => relay.status.condition.status === 'ok');

    // For consumers of others, who lost what was in them.
    await rewindRelay(world.log.db.pool, 0);
    expect(distinct(await world.read((all) => distinct(all).size >= 4)).size).toBe(4);
    await world.relayed(4);
  });

  test('with another number of partitions no lane claims to have what it may not have', async () => {
    await world.log.append([5, 5]);
    const before = world.start();
    await world.relayed(10);
    await before.stop();
    const admin = world.kafka.admin();
    await admin.connect();
    await admin.createPartitions({
      topicPartitions: world.names.events.map((topic) => ({ topic, count: 8 })),
    });
    await admin.disconnect();
    world.start({ topics: { ...world.topics, partitions: 8 } });
    await waitFor(async () => laneCountOf((await readRelayState(world.log.db.pool)).lanePositions) === 8, {
      timeoutMs: 20_000,
    });
    const all = Array(8).fill(10);
    expect((await readRelayState(world.log.db.pool)).lanePositions).toEqual({
      integration: all,
      sync: all,
      catalog: all,
    });
    await world.log.append([1]);
    await world.relayed(11);
    const [newest] = (await world.read((all) => all.some((message) => positionOf(message) === 11))).filter(
      (message) => positionOf(message) === 11,
    );
    const previous = parsePositions(String(newest?.message.headers?.['ce_previouspositions']));
    expect(previous).toEqual(new Map(eventCategories.map((category) => [category, 10])));
  });

  test('a topic that cannot be used is named, and nothing is lost meanwhile', async () => {
    const [topic = ''] = world.names.events;
    const admin = world.kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 1 }] });
    await world.log.append([2]);
    const relay = world.start();
    await waitFor(() => relay.status.condition.detail?.includes(topic), { timeoutMs: 20_000 });
    expect(relay.status.condition.status).toBe('unavailable');
    expect(relay.status.condition.detail).toContain('1 partitions');
    expect(relay.isLeading).toBe(false);
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
    await world.relayed(2);
    expect(relay.status.condition).toEqual({ status: 'ok', detail: null });
  });
});
