import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { registerCodecs } from './compression-codecs.ts';
import { largestUnpackedBatchBytes } from './message-limits.ts';
import { whyUnreadable } from './unreadable-batch.ts';

type DecodedRecord = {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer>;
};
type DecoderOf = new (bytes: Buffer) => object;
type DecodeMessages = (decoder: object) => Promise<DecodedRecord[]>;

// Not public. That a codec gets a slice of the answer, with the head of the batch before it, is known of this code alone.
const require = createRequire(import.meta.url);
const Decoder = require('kafkajs/src/protocol/decoder.js') as DecoderOf;
const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js') as DecodeMessages;

registerCodecs(kafkajs);

const { GZIP, LZ4, Snappy, ZSTD } = kafkajs.CompressionTypes;
type Batch = {
  type: number;
  compressed: Buffer;
  records: number;
  firstOffset?: bigint;
  lastOffsetDelta?: number;
};

const batchOf = ({ type, compressed, records, firstOffset = 40n, lastOffsetDelta }: Batch): Buffer => {
  const head = Buffer.alloc(61);
  head.writeBigInt64BE(firstOffset, 0);
  head.writeInt32BE(49 + compressed.length, 8);
  head.writeInt8(2, 16);
  head.writeInt16BE(type, 21);
  head.writeInt32BE(lastOffsetDelta ?? records - 1, 23);
  head.writeInt32BE(records, 57);
  return Buffer.concat([head, compressed]);
};

/** As a broker answers: what else it says stands before. */
const decoded = (...batches: readonly Buffer[]): Promise<DecodedRecord[]> => {
  const bytes = Buffer.concat(batches);
  const answer = Buffer.alloc(9_000 + bytes.length, 0xee); // more than what Node takes from memory that others use
  answer.writeInt32BE(bytes.length, 8_000);
  bytes.copy(answer, 8_004);
  return decodeMessages(new Decoder(answer.subarray(8_000)));
};
const whys = (records: readonly DecodedRecord[]) => [...new Set(records.map(whyUnreadable))];

/** Attributes, time, key, value and headers of nothing: 7 bytes with its length. */
const emptyRecords = (count: number): Buffer => Buffer.alloc(7 * count, Buffer.from([12, 0, 0, 0, 1, 1, 0]));
const garbage = Buffer.from('neither');

describe('a batch that kafkajs has no codec for', () => {
  test.each([
    ['snappy', Snappy],
    ['lz4', LZ4],
    ['zstd', ZSTD],
  ])('comes as records that say %s', async (name, type) => {
    const records = await decoded(batchOf({ type, compressed: garbage, records: 3 }));
    expect(records.map(({ offset, key, value }) => ({ offset, key, value }))).toEqual(
      ['40', '41', '42'].map((offset) => ({ offset, key: null, value: null })),
    );
    expect(whys(records)).toEqual([`compressed with ${name}: 3 records from offset 40`]);
  });

  test('ends at its last offset, also where offsets are missing', async () => {
    const records = await decoded(
      batchOf({ type: ZSTD, compressed: garbage, records: 2, lastOffsetDelta: 2 ** 31 - 1 }),
    );
    expect(records.map(({ offset }) => offset)).toEqual(['40', String(40 + 2 ** 31 - 1)]);
  });

  test('stands between those that it can read', async () => {
    const zipped = gzipSync(emptyRecords(2));
    const records = await decoded(
      batchOf({ type: GZIP, compressed: zipped, records: 2, firstOffset: 1n }),
      batchOf({ type: LZ4, compressed: garbage, records: 1, firstOffset: 3n }),
      batchOf({ type: GZIP, compressed: zipped, records: 2, firstOffset: 4n }),
    );
    expect(whys(records)).toEqual([null, 'compressed with lz4: 1 record from offset 3']);
    expect(records).toHaveLength(5);
  });

  test('is refused as before where something else stands before it', async () => {
    const codec = kafkajs.CompressionCodecs[LZ4]() as { decompress: (bytes: Buffer) => Promise<Buffer> };
    const failure = { name: 'KafkaJSNotImplemented' };
    await expect(codec.decompress(Buffer.from('elsewhere'))).rejects.toMatchObject(failure);
    const wrong = batchOf({ type: ZSTD, compressed: garbage, records: 3 });
    await expect(codec.decompress(wrong.subarray(61))).rejects.toMatchObject(failure);
  });
});

describe('a batch with gzip', () => {
  test('that is damaged says so', async () => {
    const compressed = gzipSync(emptyRecords(5)).subarray(0, -4);
    const records = await decoded(batchOf({ type: GZIP, compressed, records: 5 }));
    expect(whys(records)).toEqual(['gzip that is damaged: 5 records from offset 40']);
  });

  test('that unpacks to too much says so', async () => {
    const compressed = gzipSync(Buffer.alloc(largestUnpackedBatchBytes + 1));
    const records = await decoded(batchOf({ type: GZIP, compressed, records: 1 }));
    expect(whys(records)).toEqual([
      `gzip of more than ${largestUnpackedBatchBytes} bytes: 1 record from offset 40`,
    ]);
  });

  test('ends the answer when enough of it was unpacked', async () => {
    const compressed = gzipSync(Buffer.alloc(largestUnpackedBatchBytes + 1));
    const bomb = batchOf({ type: GZIP, compressed, records: 1 });
    expect(await decoded(bomb, bomb, bomb, bomb, bomb, bomb)).toHaveLength(1);
  });
});
