import { afterEach, beforeEach, expect, test } from '@jest/globals';
import kafkajs, { type Admin, type CompressionTypes as Compression, type Kafka, type Message } from 'kafkajs';
import { deadLettersOf, kafkaClient, readDeadLetters, type DeadLetterHead } from '@cadastre/event-bus';
import { silentLog } from '@cadastre/service-runtime';
import { testKafka, waitFor } from '@cadastre/testing';
import { untilConsuming } from './consuming.ts';
import { expectEachOnce } from './delivery.contract.ts';
import { writeForeignCompression } from './foreign-compression.ts';
import { kafkaTransport } from './kafka-transport.ts';
import { LedgerWorld } from './ledger-world.ts';
import { Members } from './members.ts';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const { GZIP, LZ4, Snappy, ZSTD } = CompressionTypes;
const { describe, brokers } = await testKafka(import.meta.url);
const mebibyte = 1024 * 1024;

writeForeignCompression();

/** Brokers take them: they are well formed. */
describe('a ledger in whose topics are batches that kafkajs cannot unpack', () => {
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

  const lane = 2;
  const topic = (): string => transport.names.ofCategory('sync');
  const group = (): string => transport.names.members({ projection: 'ledger', version: 1, lanes: 6 });
  /** One batch. */
  const produce = async (
    compression: Compression,
    messages: readonly Omit<Message, 'partition'>[],
    to = topic(),
  ): Promise<void> => {
    const producer = kafka.producer();
    await producer.connect();
    const inLane = messages.map((message) => ({ ...message, partition: lane }));
    await producer.send({ topic: to, compression, messages: inLane });
    await producer.disconnect();
  };
  const deadLetters = async (): Promise<DeadLetterHead[]> => {
    const heads: DeadLetterHead[] = [];
    await readDeadLetters(kafka, transport.names, (head) => heads.push(head));
    return heads;
  };
  const serving = async (): Promise<ReturnType<Members['join']>> => {
    const member = members.join();
    await untilConsuming(admin, group(), () => world.append(60));
    await world.caughtUp();
    return member;
  };
  const countOf = async (name: string, { metrics }: ReturnType<Members['join']>): Promise<number> =>
    Number(new RegExp(`cadastre_${name}_total\\{[^}]*\\} (\\d+)`).exec(await metrics.metrics())?.[1] ?? 0);
  const high = async (): Promise<number> => {
    const offsets = await admin.fetchTopicOffsets(topic());
    return Number(offsets.find(({ partition }) => partition === lane)?.high);
  };
  const committed = async (): Promise<number> => {
    const [found] = await admin.fetchOffsets({ groupId: group(), topics: [topic()] });
    return Number(found?.partitions.find(({ partition }) => partition === lane)?.offset);
  };
  /** The group has gone past everything that is in the lane. */
  const untilPassed = async (): Promise<void> => {
    const end = await high();
    await waitFor(
      async () => {
        await world.append(60);
        return (await committed()) >= end;
      },
      { timeoutMs: 30_000, pollMs: 250, what: `the group to go past ${end}` },
    );
  };

  const few = Array.from({ length: 3 }, (_, n) => ({ key: `k${n}`, value: `value ${n}` }));
  test.each([
    ['snappy', Snappy, few, 'compressed with snappy: 3 records from offset'],
    ['lz4', LZ4, few, 'compressed with lz4: 3 records from offset'],
    ['zstd', ZSTD, few, 'compressed with zstd: 3 records from offset'],
    [
      'gzip',
      GZIP,
      [{ value: Buffer.alloc(40 * mebibyte) }],
      `gzip of more than ${32 * mebibyte} bytes: 1 record from offset`,
    ],
  ])('says so of one with %s, and goes past it in its topic', async (_, compression, messages, detail) => {
    const member = await serving();
    const rebalances = await countOf('consumer_rebalances', member);
    const filled = await countOf('projection_filled_events', member);
    const offset = await high();
    await produce(compression, messages);
    await untilPassed();
    await world.caughtUp();
    await expectEachOnce(world);
    const letters = await deadLetters();
    expect(letters).toEqual([
      expect.objectContaining({
        reason: 'batch-unreadable',
        detail: `${detail} ${letters[0]?.detail.split(' ').at(-1)}`,
      }),
    ]);
    expect(Number(letters[0]?.detail.split(' ').at(-1))).toBeGreaterThanOrEqual(offset);
    expect(await countOf('consumer_rebalances', member)).toBe(rebalances);
    expect(await countOf('projection_filled_events', member)).toBe(filled);
  });

  test('goes on behind one at which kafkajs itself fails, as with 150,000 records', async () => {
    const member = await serving();
    const codec = CompressionCodecs[GZIP];
    const { compress } = codec() as { compress: unknown };
    const decompress = (): never => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    CompressionCodecs[GZIP] = () => ({ compress, decompress });
    try {
      await produce(GZIP, few);
      const end = await high();
      // Nothing comes after it that could be committed instead.
      await waitFor(async () => (await committed()) >= end, {
        timeoutMs: 30_000,
        what: `an offset of ${end}`,
      });
    } finally {
      CompressionCodecs[GZIP] = codec;
    }
    const rebalances = await countOf('consumer_rebalances', member);
    await world.append(300);
    await world.caughtUp();
    await expectEachOnce(world);
    expect(await countOf('consumer_rebalances', member)).toBe(rebalances);
    expect(await countOf('consumer_dead_letters', member)).toBe(0);
  });

  test('reads what gzip brings', async () => {
    const member = await serving();
    await produce(GZIP, few);
    await waitFor(async () => (await countOf('consumer_dead_letters', member)) === 3, { timeoutMs: 20_000 });
    expect(new Set((await deadLetters()).map(({ reason }) => reason))).toEqual(new Set(['header-missing']));
  });

  test('lists dead letters in spite of them', async () => {
    await serving(); // topics that were made a moment ago may have no leader yet
    await produce(ZSTD, few, deadLettersOf(topic()));
    const letters = await deadLetters();
    expect(letters.map(({ reason, detail }) => `${reason}, ${detail}`)).toEqual([
      'batch-unreadable, compressed with zstd: 3 records from offset 0',
    ]);
  });
});
