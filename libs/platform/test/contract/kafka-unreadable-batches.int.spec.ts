import { afterEach, beforeEach, expect, test } from '@jest/globals';
import kafkajs, { type CompressionTypes as Compression, type Message } from 'kafkajs';
import { deadLettersOf } from '@cadastre/event-bus';
import { testKafka, waitFor } from '@cadastre/testing';
import { countOf } from './count-of.ts';
import { expectEachOnce } from './delivery.contract.ts';
import { writeForeignCompression } from './foreign-compression.ts';
import { KafkaLedger } from './kafka-ledger.ts';
import type { LedgerWorld } from './ledger-world.ts';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const { GZIP, LZ4, Snappy, ZSTD } = CompressionTypes;
const { describe, brokers } = await testKafka(import.meta.url);
const mebibyte = 1024 * 1024;

writeForeignCompression();

/** Brokers take them: they are well formed. */
describe('a ledger in whose topics are batches that kafkajs cannot unpack', () => {
  let ledger: KafkaLedger;
  let world: LedgerWorld;

  beforeEach(async () => {
    ledger = await KafkaLedger.open(brokers);
    ({ world } = ledger);
  });
  afterEach(() => ledger.close());

  const lane = 2;
  /** One batch. */
  const produce = (
    compression: Compression,
    messages: readonly Omit<Message, 'partition'>[],
    topic = ledger.topic,
  ): Promise<void> =>
    ledger.produce({
      topic,
      compression,
      messages: messages.map((message) => ({ ...message, partition: lane })),
    });
  const high = async (): Promise<number> => {
    const offsets = await ledger.admin.fetchTopicOffsets(ledger.topic);
    return Number(offsets.find(({ partition }) => partition === lane)?.high);
  };
  const committed = async (): Promise<number> => {
    const [found] = await ledger.admin.fetchOffsets({ groupId: ledger.group(), topics: [ledger.topic] });
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
      `gzip of more than ${12 * mebibyte} bytes: 1 record from offset`,
    ],
  ])('says so of one with %s, and goes past it in its topic', async (_, compression, messages, detail) => {
    const member = await ledger.serving();
    const rebalances = await countOf('consumer_rebalances', member);
    const filled = await countOf('projection_filled_events', member);
    const offset = await high();
    await produce(compression, messages);
    await untilPassed();
    await world.caughtUp();
    await expectEachOnce(world);
    const letters = await ledger.deadLetters();
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
    const member = await ledger.serving();
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
    const member = await ledger.serving();
    await produce(GZIP, few);
    await waitFor(async () => (await countOf('consumer_dead_letters', member)) === 3, { timeoutMs: 20_000 });
    expect(new Set((await ledger.deadLetters()).map(({ reason }) => reason))).toEqual(
      new Set(['header-missing']),
    );
  });

  test('lists dead letters in spite of them', async () => {
    await ledger.serving(); // topics that were made a moment ago may have no leader yet
    await produce(ZSTD, few, deadLettersOf(ledger.topic));
    const letters = await ledger.deadLetters();
    expect(letters.map(({ reason, detail }) => `${reason}, ${detail}`)).toEqual([
      'batch-unreadable, compressed with zstd: 3 records from offset 0',
    ]);
  });
});
