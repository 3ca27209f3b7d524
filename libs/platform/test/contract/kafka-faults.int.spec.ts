import { createSecretKey, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import kafkajs, { type IHeaders } from 'kafkajs';
import {
  createRelay,
  deadLettersOf,
  encodeEvent,
  laneOfKey,
  newSigningKey,
  presentSigningKey,
  readRelayState,
  type SigningKey,
} from '@cadastre/event-bus';
import { eventCategories, SyncOpened, type StoredEvent } from '@cadastre/events';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { anId, anIntegrationId, aSyncId, fixedTime, testKafka, waitFor } from '@cadastre/testing';
import { countOf } from './count-of.ts';
import { expectEachOnce } from './delivery.contract.ts';
import { KafkaLedger } from './kafka-ledger.ts';
import type { LedgerWorld } from './ledger-world.ts';

const { ConfigResourceTypes } = kafkajs;
const { describe, brokers } = await testKafka(import.meta.url);

type ProducedMessage = { key?: string; value: string | Buffer; partition: number; headers?: IHeaders };

/** What only topics can do to a consumer; the log knows better each time. */
describe('a ledger whose topics are not what they should be', () => {
  let ledger: KafkaLedger;
  let world: LedgerWorld;

  beforeEach(async () => {
    ledger = await KafkaLedger.open(brokers);
    ({ world } = ledger);
  });
  afterEach(() => ledger.close());

  const produce = (...messages: ProducedMessage[]): Promise<void> => ledger.produce({ messages });
  const deadLetters = async (): Promise<number> => {
    const offsets = await ledger.admin.fetchTopicOffsets(deadLettersOf(ledger.topic));
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  };

  test('sends what is none of ours to dead letters, once, and goes on', async () => {
    const member = await ledger.serving();
    await produce(
      { value: 'not an event', partition: 0 },
      { value: Buffer.alloc(1_000, 0xff), partition: 1, headers: { ce_type: 'cadastre.LedgerSync' } },
      { value: '{}', partition: 2, key: anId(1), headers: { ce_specversion: '1.0', ce_position: 'x' } },
    );
    await waitFor(async () => (await deadLetters()) === 3, { timeoutMs: 20_000, what: 'three dead letters' });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
    expect(await deadLetters()).toBe(3);
    expect(await countOf('consumer_dead_letters', member)).toBe(3);
  });

  /** Messages as the relay sends them, but perhaps signed by somebody else, or about something else. */
  const messagesOf = async (
    signedWith: SigningKey,
    change: (event: StoredEvent) => StoredEvent = (event) => event,
  ): Promise<ProducedMessage[]> => {
    const { events } = await world.source.read({ afterPosition: 0, limit: 1_000, types: ['LedgerSync'] });
    const lanes = ledger.transport.kafka.topics.partitions;
    return events.map((event) => {
      const key = (event.data as { integration_id: string }).integration_id;
      const lane = laneOfKey(key, lanes);
      const stored = change({ ...event, data: JSON.stringify(event.data) });
      const previousPositions = new Map(eventCategories.map((category) => [category, stored.position - 1]));
      const place = { key, lane, lanes, previousPositions };
      const { headers, value } = encodeEvent(stored, place, signedWith);
      return { key, value: String(value), partition: lane, ...(headers && { headers }) };
    });
  };

  test('drops what comes again', async () => {
    const member = await ledger.serving();
    await produce(...(await messagesOf(await presentSigningKey(world.db.pool))));
    await world.append(100);
    await world.caughtUp();
    await waitFor(async () => (await countOf('projection_duplicates', member)) > 0, {
      timeoutMs: 30_000,
      what: 'duplicates that were counted',
    });
    await expectEachOnce(world);
  });

  /** Positions that come next, in messages of somebody who knows what comes before them; gives how many. */
  const produceNext = async (signedWith: SigningKey): Promise<number> => {
    const last = await world.numbered();
    const next = await messagesOf(signedWith, (event) => ({ ...event, position: last + event.position }));
    await produce(...next);
    return next.length;
  };
  const expectNoneOf = async (count: number): Promise<void> => {
    const isDone = async () => {
      expect(await deadLetters()).toBe(count);
      return true;
    };
    await waitFor(isDone, { timeoutMs: 30_000 });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
  };

  test('applies nothing that somebody else has signed, however well it fits into its lane', async () => {
    await ledger.serving();
    const { id } = await presentSigningKey(world.db.pool);
    await expectNoneOf(await produceNext({ id, secret: createSecretKey(randomBytes(32)) }));
  });

  test('applies nothing that a forgotten key has signed, as in a time that a restored database knows nothing of', async () => {
    const led = (times: number) =>
      waitFor(async () => (await readRelayState(world.db.pool)).epoch >= times, { timeoutMs: 20_000 });
    await led(1);
    const former = await presentSigningKey(world.db.pool);
    await newSigningKey(world.db.pool, { forgetFormer: true });
    await led(3); // before, what the relay sends may be refused as well
    await ledger.serving();
    await expectNoneOf(await produceNext(former));
  });

  test('believes a new key at once', async () => {
    const member = await ledger.serving();
    await newSigningKey(world.db.pool, { forgetFormer: false });
    for (let commits = 0; commits < 10; commits += 1) await world.append(60);
    await world.caughtUp();
    await expectEachOnce(world);
    expect(await countOf('consumer_dead_letters', member)).toBe(0);
  });

  test('reads no topic in which none of its events can be, and misses nothing by what happens there', async () => {
    const opened = (owner: number) =>
      SyncOpened.create({ integration_id: anIntegrationId(owner), sync_id: aSyncId(), opened_at: fixedTime });
    const member = ledger.members.join('member', { types: ['SyncOpened'] });
    await ledger.untilConsuming(() => world.put(60, 'integration', [opened(60)]));
    const filled = await countOf('projection_filled_events', member);
    for (let owner = 1; owner <= 40; owner += 1) {
      await world.put(owner, 'integration', [opened(owner), opened(owner)]);
      await world.append(20);
    }
    await world.caughtUp();
    const entries = (await world.entries()).filter(({ owner }) => owner !== anId(60));
    expect(entries.map(({ owner }) => owner).sort()).toEqual(
      Array.from({ length: 80 }, (_, n) => anId(1 + (n >> 1))).sort(),
    );
    expect(new Set(entries.map(({ position }) => position)).size).toBe(80);
    const fetched = await ledger.admin.fetchOffsets({ groupId: ledger.group() });
    expect(fetched.map(({ topic: name }) => name)).toEqual([ledger.names.ofCategory('integration')]);
    expect(await countOf('projection_filled_events', member)).toBe(filled);
  });

  test('reads from the log what a wiped topic has lost', async () => {
    const member = await ledger.serving();
    await ledger.members.leave(member);
    await world.append(400);
    const head = await world.numbered();
    await waitFor(async () => (await readRelayState(world.db.pool)).position >= head, { what: 'the relay' });
    for (const name of ledger.names.events) {
      const there = await ledger.admin.fetchTopicOffsets(name);
      await ledger.admin.deleteTopicRecords({
        topic: name,
        partitions: there.map(({ partition, high }) => ({ partition, offset: high })),
      });
    }
    ledger.members.join();
    await world.append(100);
    await world.caughtUp(60_000);
    await expectEachOnce(world);
  });

  test('loses nothing while the number of partitions changes under those who have the old one', async () => {
    await ledger.serving();
    await ledger.transport.close();
    const count = 12;
    await ledger.admin.createPartitions({
      topicPartitions: ledger.names.events.map((name) => ({ topic: name, count })),
    });
    const relay = createRelay({
      pool: world.db.pool,
      log: silentLog,
      kafka: ledger.kafka,
      topics: { ...ledger.transport.kafka.topics, partitions: count },
      events: world.store,
      wakeUp: new WakeUp(),
      owner: 'new',
      pollMs: 20,
    });
    relay.start();
    try {
      for (let commits = 0; commits < 10; commits += 1) await world.append(60);
      await world.caughtUp(60_000);
      await expectEachOnce(world);
    } finally {
      await relay.stop();
    }
  });

  test('passes over a message that fits into no dead-letter topic', async () => {
    const member = await ledger.serving();
    const rebalances = await countOf('consumer_rebalances', member);
    await produce({ value: Buffer.alloc(10 * 1024 * 1024 - 150), partition: 2 });
    await waitFor(async () => (await deadLetters()) === 1, { timeoutMs: 20_000, what: 'its dead letter' });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
    expect(await countOf('consumer_rebalances', member)).toBe(rebalances);
  });

  test('goes by the log where it cannot read a topic', async () => {
    await ledger.serving();
    const resources = ledger.names.events.map((name) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configEntries: [
        { name: 'compression.type', value: 'lz4' },
        { name: 'max.message.bytes', value: String(10 * 1024 * 1024) },
      ],
    }));
    await ledger.admin.alterConfigs({ validateOnly: false, resources });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
  });

  test('goes by the log where the relay stands', async () => {
    const member = await ledger.serving();
    await ledger.transport.close();
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
    expect(await countOf('projection_filled_events', member)).toBeGreaterThan(0);
  });

  test('goes by the log where no broker can be reached', async () => {
    await ledger.members.leave(await ledger.serving());
    ledger.members.join('alone', { kafka: { ...ledger.transport.kafka, brokers: ['127.0.0.1:1'] } });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
  });

  test('keeps all its lanes while a newer version of it waits for its turn', async () => {
    await ledger.serving();
    ledger.members.join('newer', { version: 2 });
    const newer = ledger.group(2);
    await waitFor(async () => (await ledger.admin.describeGroups([newer])).groups[0]?.members.length === 1, {
      timeoutMs: 20_000,
    });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
  });

  test.each([true, false])(
    'is indifferent to offsets that are set back (to the earliest: %s)',
    async (earliest) => {
      const member = await ledger.serving();
      await ledger.members.leave(member);
      await world.append(400);
      await waitFor(
        async () => (await ledger.admin.describeGroups([ledger.group()])).groups[0]?.state === 'Empty',
        {
          timeoutMs: 20_000,
        },
      );
      for (const name of ledger.names.events)
        await ledger.admin.resetOffsets({ groupId: ledger.group(), topic: name, earliest });
      ledger.members.join();
      await world.append(100);
      await world.caughtUp(60_000);
      await expectEachOnce(world);
    },
  );
});
