import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type kafkajs from 'kafkajs';
import { largestUnpackedBatchBytes, mostUnpackedBytesOfAnswer } from './message-limits.ts';
import { headBefore } from './record-batch-head.ts';
import { standInRecords } from './unreadable-batch.ts';

const gunzipped = promisify(gunzip);

type Kafkajs = Pick<typeof kafkajs, 'CompressionCodecs' | 'CompressionTypes'>;
type Compress = (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
type Codec = { readonly compress: Compress; readonly decompress: (compressed: Buffer) => Promise<Buffer> };

/**
 * Has kafkajs bring a batch that it cannot unpack as records that say so, instead of failing with the whole answer of the
 * broker, again and again: whoever may write into a topic could keep its consumers from it for good. Our own messages
 * are not compressed; brokers do it with gzip where a topic says so.
 */
export const registerCodecs = ({ CompressionCodecs, CompressionTypes }: Kafkajs): void => {
  /** By the memory of an answer: little of it may hold very many batches, each of which unpacks to very much. */
  const unpackedBytes = new WeakMap<ArrayBufferLike, number>();
  const unpackedOf = ({ buffer }: Buffer): number => unpackedBytes.get(buffer) ?? 0;

  /** @throws where there is none: the answer ends here for kafkajs then, and the next one begins with this batch. */
  const requireRoom = (compressed: Buffer): void => {
    if (unpackedOf(compressed) + largestUnpackedBatchBytes > mostUnpackedBytesOfAnswer)
      throw named('KafkaJSPartialMessageError', 'enough was unpacked of this answer');
  };
  const took = (compressed: Buffer, bytes: number): void =>
    void unpackedBytes.set(compressed.buffer, unpackedOf(compressed) + bytes);

  const unreadable = (type: number, name: string): Codec => {
    const refuse = (): never => {
      throw named('KafkaJSNotImplemented', `compression with ${name}`);
    };
    return {
      compress: async () => refuse(),
      decompress: async (compressed) => {
        const head = headBefore(compressed, type) ?? refuse();
        return standInRecords(head, `compressed with ${name}`);
      },
    };
  };

  const gzip = (compress: Compress): Codec => ({
    compress,
    decompress: async (compressed) => {
      const head = headBefore(compressed, CompressionTypes.GZIP);
      if (head === null) return unzip(compressed);
      requireRoom(compressed);
      try {
        const records = await unzip(compressed);
        took(compressed, records.length);
        return records;
      } catch (error) {
        took(compressed, largestUnpackedBatchBytes); // as much work as if it had been taken
        return standInRecords(head, problemOf(error));
      }
    },
  });

  const { GZIP, Snappy, LZ4, ZSTD } = CompressionTypes;
  const codecs = {
    [GZIP]: gzip((CompressionCodecs[GZIP]() as Codec).compress),
    [Snappy]: unreadable(Snappy, 'snappy'),
    [LZ4]: unreadable(LZ4, 'lz4'),
    [ZSTD]: unreadable(ZSTD, 'zstd'),
  };
  for (const type of [GZIP, Snappy, LZ4, ZSTD] as const) CompressionCodecs[type] = () => codecs[type];
};

const unzip = (compressed: Buffer): Promise<Buffer> =>
  gunzipped(compressed, { maxOutputLength: largestUnpackedBatchBytes });

const problemOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    ? `gzip of more than ${largestUnpackedBatchBytes} bytes`
    : 'gzip that is damaged';

/** kafkajs tells its errors apart by name. */
const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
