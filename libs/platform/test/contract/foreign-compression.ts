import kafkajs from 'kafkajs';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const { Snappy, LZ4, ZSTD } = CompressionTypes;

type Encoded = { readonly buffer: Buffer };
type Codec = { readonly decompress: (compressed: Buffer) => Promise<Buffer> };

/**
 * Lets producers of this process write with what kafkajs has no codec for, as other clients do: in the right form, but
 * stored. How it is read stays as it is. Records of less than 256 bytes in all.
 */
export const writeForeignCompression = (): void => {
  for (const [type, frame] of [
    [Snappy, snappyFrame],
    [LZ4, lz4Frame],
    [ZSTD, zstdFrame],
  ] as const) {
    const codecOfReaders = CompressionCodecs[type];
    CompressionCodecs[type] = () => ({
      compress: async ({ buffer }: Encoded) => frame(buffer),
      decompress: async (compressed: Buffer) => (codecOfReaders() as Codec).decompress(compressed),
    });
  }
};

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** The framing of the Java client: magic, version, blocks with their length. */
const snappyFrame = (content: Buffer): Buffer => {
  const length = content.length < 128 ? [content.length] : [(content.length % 128) + 128, 1];
  const block = Buffer.concat([Buffer.from([...length, 60 << 2, content.length - 1]), content]);
  return Buffer.concat([
    bytes('82 53 4e 41 50 50 59 00 00000001 00000001'),
    int32(block.length, 'big'),
    block,
  ]);
};

/** One block whose highest bit says that it is stored, and the end mark. */
const lz4Frame = (content: Buffer): Buffer =>
  Buffer.concat([bytes('04 22 4d 18 60 40 82'), int32(content.length + 2 ** 31), content, int32(0)]);

/** Content size in one byte; one raw block, the last. */
const zstdFrame = (content: Buffer): Buffer =>
  Buffer.concat([
    bytes('28 b5 2f fd 20'),
    Buffer.from([content.length]),
    int32((content.length << 3) | 1).subarray(0, 3),
    content,
  ]);

const int32 = (value: number, order: 'big' | 'little' = 'little'): Buffer => {
  const bytesOf = Buffer.alloc(4);
  if (order === 'big') bytesOf.writeUInt32BE(value);
  else bytesOf.writeUInt32LE(value);
  return bytesOf;
};
