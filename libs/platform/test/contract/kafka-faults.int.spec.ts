import { createSecretKey, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import kafkajs, { type Admin, type IHeaders, type Kafka } from 'kafkajs';
import {
  createRelay,
  deadLettersOf,
  encodeEvent,
  kafkaClient,
  laneOfKey,
  newSigningKey,
  presentSigningKey,
  readRelayState,
  type SigningKey,
} from '@cadastre/event-bus';
import { eventCategories, SyncOpened, type StoredEvent } from '@cadastre/events';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { anId, anIntegrationId, aSyncId, fixedTime, testKafka, waitFor } from '@cadastre/testing';
import { untilConsuming } from './consuming.ts';
import { expectEachOnce } from './delivery.contract.ts';
import { kafkaTransport } from './kafka-transport.ts';
import { LedgerWorld } from './ledger-world.ts';
import { Members } from './members.ts';

const { ConfigResourceTypes } = kafkajs;
const { describe, brokers } = await testKafka(import.meta.url);

type ProducedMessage = { key?: string; value: string | Buffer; partition: number; headers?: IHeaders };

/** What only topics can do to a consumer; the log knows better each time. */
describe('a ledger whose topics are not what they should be', () => {
  let world: LedgerWorld;
  let transport: Awaited<ReturnType<typeof kafkaTransport>>;
  let members: Members;
  let kafka: Kafka;
  let admin: Admin;

  beforeEach(async () => {
    world = await LedgerWorld.open();
    transport = await kafkaTransport(world, brokers);
    members = new Members(world, transport.kafka);
    kafka = kafkaClient(transport.kafka, silentLog);
    admin = kafka.admin();
    await admin.connect();
  });
  afterEach(async () => {
    await members.end();
    await admin.disconnect();
    await transport.close();
    await world.close();
  });

  const topic = (): string => transport.names.ofCategory('sync');
  const produce = async (...messages: ProducedMessage[]): Promise<void> => {
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: topic(), messages });
    await producer.disconnect();
  };
  const deadLetters = async (): Promise<number> => {
    const offsets = await admin.fetchTopicOffsets(deadLettersOf(topic()));
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  };
  const group = (): string => transport.names.members({ projection: 'ledger', version: 1, lanes: 6 });
  const filled = async ({ metrics }: ReturnType<Members['join']>) =>
    /cadastre_projection_filled_events_total\{[^}]*\} (\d+)/.exec(await metrics.metrics())?.[1];
  /** Members that serve lanes: what is produced from now on comes to them. */
  const serving = async (): Promise<ReturnType<Members['join']>> => {
    const member = members.join();
    await untilConsuming(admin, group(), () => world.append(60));
    await world.caughtUp();
    return member;
  };

  test('sends what is none of ours to dead letters, once, and goes on', async () => {
    const member = await serving();
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
    expect(await member.metrics.metrics()).toMatch(/cadastre_consumer_dead_letters_total\{[^}]*\} 3\n/);
  });

  /** Messages as the relay sends them, but perhaps signed by somebody else, or about something else. */
  const messagesOf = async (
    signedWith: SigningKey,
    change: (event: StoredEvent) => StoredEvent = (event) => event,
  ): Promise<ProducedMessage[]> => {
    const { events } = await world.source.read({ afterPosition: 0, limit: 1_000, types: ['LedgerSync'] });
    const lanes = transport.kafka.topics.partitions;
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
    const member = await serving();
    await produce(...(await messagesOf(await presentSigningKey(world.db.pool))));
    await world.append(100);
    await world.caughtUp();
    await waitFor(
      async () => /cadastre_projection_duplicates_total\{[^}]*\} [1-9]/.test(await member.metrics.metrics()),
      { timeoutMs: 30_000, what: 'duplicates that were counted' },
    );
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
    await serving();
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
    await serving();
    await expectNoneOf(await produceNext(former));
  });

  test('believes a new key at once', async () => {
    const member = await serving();
    await newSigningKey(world.db.pool, { forgetFormer: false });
    for (let commits = 0; commits < 10; commits += 1) await world.append(60);
    await world.caughtUp();
    await expectEachOnce(world);
    expect(await member.metrics.metrics()).not.toMatch(/cadastre_consumer_dead_letters_total\{[^}]*\} [1-9]/);
  });

  test('reads no topic in which none of its events can be, and misses nothing by what happens there', async () => {
    const opened = (owner: number) =>
      SyncOpened.create({ integration_id: anIntegrationId(owner), sync_id: aSyncId(), opened_at: fixedTime });
    const member = members.join('member', { types: ['SyncOpened'] });
    await untilConsuming(admin, group(), () => world.put(60, 'integration', [opened(60)]));
    const filledBefore = await filled(member);
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
    const fetched = await admin.fetchOffsets({ groupId: group() });
    expect(fetched.map(({ topic: name }) => name)).toEqual([transport.names.ofCategory('integration')]);
    expect(await filled(member)).toBe(filledBefore);
  });

  test('reads from the log what a wiped topic has lost', async () => {
    const member = await serving();
    await members.leave(member);
    await world.append(400);
    const head = await world.numbered();
    await waitFor(async () => (await readRelayState(world.db.pool)).position >= head, { what: 'the relay' });
    for (const name of transport.names.events) {
      const there = await admin.fetchTopicOffsets(name);
      await admin.deleteTopicRecords({
        topic: name,
        partitions: there.map(({ partition, high }) => ({ partition, offset: high })),
      });
    }
    members.join();
    await world.append(100);
    await world.caughtUp(60_000);
    await expectEachOnce(world);
  });

  test('loses nothing while the number of partitions changes under those who have the old one', async () => {
    await serving();
    await transport.close();
    const count = 12;
    await admin.createPartitions({
      topicPartitions: transport.names.events.map((name) => ({ topic: name, count })),
    });
    const relay = createRelay({
      pool: world.db.pool,
      log: silentLog,
      kafka,
      topics: { ...transport.kafka.topics, partitions: count },
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
    const member = await serving();
    const rebalances = async () =>
      /cadastre_consumer_rebalances_total\{[^}]*\} (\d+)/.exec(await member.metrics.metrics())?.[1];
    const before = await rebalances();
    await produce({ value: Buffer.alloc(10 * 1024 * 1024 - 150), partition: 2 });
    await waitFor(async () => (await deadLetters()) === 1, { timeoutMs: 20_000, what: 'its dead letter' });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
    expect(await rebalances()).toBe(before);
  });

  test('goes by the log where it cannot read a topic', async () => {
    await serving();
    const resources = transport.names.events.map((name) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configEntries: [
        { name: 'compression.type', value: 'lz4' },
        { name: 'max.message.bytes', value: String(10 * 1024 * 1024) },
      ],
    }));
    await admin.alterConfigs({ validateOnly: false, resources });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
  });

  test('goes by the log where the relay stands', async () => {
    const member = await serving();
    await transport.close();
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
    expect(await member.metrics.metrics()).toMatch(/cadastre_projection_filled_events_total\{[^}]*\} [1-9]/);
  });

  test('goes by the log where no broker can be reached', async () => {
    await members.leave(await serving());
    members.join('alone', { kafka: { ...transport.kafka, brokers: ['127.0.0.1:1'] } });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
  });

  test('keeps all its lanes while a newer version of it waits for its turn', async () => {
    await serving();
    members.join('newer', { version: 2 });
    const newer = transport.names.members({ projection: 'ledger', version: 2, lanes: 6 });
    await waitFor(async () => (await admin.describeGroups([newer])).groups[0]?.members.length === 1, {
      timeoutMs: 20_000,
    });
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
  });

  test.each([true, false])(
    'is indifferent to offsets that are set back (to the earliest: %s)',
    async (earliest) => {
      const member = await serving();
      await members.leave(member);
      await world.append(400);
      await waitFor(async () => (await admin.describeGroups([group()])).groups[0]?.state === 'Empty', {
        timeoutMs: 20_000,
      });
      for (const name of transport.names.events)
        await admin.resetOffsets({ groupId: group(), topic: name, earliest });
      members.join();
      await world.append(100);
      await world.caughtUp(60_000);
      await expectEachOnce(world);
    },
  );
});
