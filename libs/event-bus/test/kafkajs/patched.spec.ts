import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

type Sent = {
  readonly key: Buffer | null;
  readonly value: Buffer | string | null;
  readonly headers: Record<string, string | Buffer | (string | Buffer)[]>;
  readonly offsetDelta: number;
  readonly timestampDelta: number;
};
type Encoder = { readonly buffer: Buffer; writeUVarInt(value: number): Encoder };
type Decoder = object;
type Decoded = {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, unknown>;
  readonly offset: string;
};

/** The parts of kafkajs that `patches/` changes. */
const partsOf = (name: 'kafkajs' | 'kafkajs-published') => {
  const load = createRequire(import.meta.url);
  const part = (file: string): unknown => load(`${name}/src/protocol/${file}`);
  const batches = part('recordBatch/v0') as { RecordBatch(batch: object): Promise<Encoder> };
  return {
    encodeBatch: (records: readonly Encoder[]) => batches.RecordBatch({ records }),
    decodeBatch: part('recordBatch/v0/decoder') as (decoder: Decoder) => Promise<{ records: unknown[] }>,
    Encoder: part('encoder') as new (size?: number) => Encoder,
    Decoder: part('decoder') as new (bytes: Buffer) => Decoder,
    encode: part('recordBatch/record/v0') as (record: Sent) => Encoder,
    decode: part('recordBatch/record/v0/decoder') as (decoder: Decoder, batch: object) => Decoded,
    source: (file: string) => readFileSync(load.resolve(`${name}/src/protocol/${file}`), 'utf8'),
  };
};

const patched = partsOf('kafkajs');
const published = partsOf('kafkajs-published');

const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), bytes(700));
/** Names that every object has are found in the prototype by the published one. */
const name = fc.string({ unit: 'binary', maxLength: 200 }).filter((name) => !(name in Object.prototype));
const record: fc.Arbitrary<Sent> = fc.record({
  key: fc.option(bytes(200)),
  value: fc.option(fc.oneof(bytes(9_000), fc.string({ unit: 'binary', maxLength: 3_000 }))),
  headers: fc.dictionary(name, fc.oneof(text, fc.array(text, { maxLength: 3 })), { maxKeys: 25 }),
  offsetDelta: fc.nat(),
  timestampDelta: fc.oneof(fc.constant(0), fc.maxSafeNat()),
});

/** What the relay sends: each header once, in ASCII. Lengths about those whose number takes a byte more. */
const asciiText = fc
  .tuple(
    fc.string({ unit: 'binary-ascii', maxLength: 80 }),
    fc.constantFrom(0, 0, 0, 50, 63, 64, 8_128, 8_191, 8_192),
  )
  .map(([text, least]) => text.padEnd(least, '.'));
const asciiRecord: fc.Arbitrary<Sent> = fc
  .tuple(record, fc.dictionary(asciiText, asciiText))
  .map(([sent, headers]) => ({ ...sent, headers }));

/** A record without its length, as a batch hands it on. */
const bodyOf = (encoded: Buffer): Buffer => {
  const lengthBytes = encoded.findIndex((byte) => byte < 0x80) + 1;
  return encoded.subarray(lengthBytes);
};

describe('kafkajs as patched', () => {
  test('is what is installed', () => {
    for (const file of [
      'encoder.js',
      'decoder.js',
      'recordBatch/record/v0/index.js',
      'recordBatch/record/v0/decoder.js',
      'recordBatch/v0/decoder.js',
    ])
      expect(patched.source(file)).not.toBe(published.source(file));
  });

  test.each([
    ['any headers', record],
    ['headers in ASCII', asciiRecord],
  ])('writes the same bytes as the published one: %s', (_, records) => {
    fc.assert(
      fc.property(records, (sent) => {
        expect(patched.encode(sent).buffer.equals(published.encode(sent).buffer)).toBe(true);
      }),
    );
  });

  test('writes the same numbers as the published one', () => {
    const written = ({ Encoder }: typeof patched, value: number): string =>
      new Encoder(1).writeUVarInt(value).writeUVarInt(value).buffer.toString('hex');
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(written(patched, value)).toBe(written(published, value));
      }),
    );
  });

  test('reads the same as the published one', () => {
    const batch = { firstOffset: '7', firstTimestamp: '1000', magicByte: 2, maxTimestamp: '1000' };
    fc.assert(
      fc.property(record, (sent) => {
        const body = bodyOf(published.encode(sent).buffer);
        const [ours, theirs] = [patched, published].map(({ decode, Decoder }) =>
          decode(new Decoder(body), batch),
        );
        expect(ours).toEqual(theirs);
      }),
    );
  });

  test.each(['constructor', '__proto__', 'toString'])(
    'reads a header of the name %s as any other',
    (name) => {
      const headers = Object.fromEntries([[name, 'x']]);
      const sent = { key: null, value: null, headers, offsetDelta: 0, timestampDelta: 0 };
      const body = bodyOf(published.encode(sent).buffer);
      const decoded = patched.decode(new patched.Decoder(body), { firstOffset: '0', firstTimestamp: '0' });
      expect(Object.entries(decoded.headers)).toEqual([[name, Buffer.from('x')]]);
    },
  );

  test('reads a thousand headers of a record, whatever it says', () => {
    const nameless = Buffer.from([0, 1]); // and without a value
    const count = Buffer.from([0x80, 0x89, 0x7a]); // zigzag of a million
    const head = Buffer.from([0, 0, 0, 1, 1]); // attributes, timestamp, offset, neither key nor value
    const body = Buffer.concat([head, count, Buffer.alloc(2_000_000, nameless)]);
    const decoded = patched.decode(new patched.Decoder(body), { firstOffset: '0', firstTimestamp: '0' });
    expect(decoded.headers['']).toHaveLength(1_000);
  });

  describe('of one answer', () => {
    const record = (headers: Record<string, string[]> = {}) =>
      patched.encode({ key: null, value: null, headers, offsetDelta: 0, timestampDelta: 0 });
    const batchOf = async (count: number, one: Encoder = record()): Promise<Buffer> =>
      (await patched.encodeBatch(Array<Encoder>(count).fill(one))).buffer;
    /** Batches of one answer lie in the same memory. */
    const answerOf = (batches: readonly Buffer[]): Decoder[] => {
      const answer = Buffer.concat([...batches, Buffer.alloc(Buffer.poolSize)]);
      let from = 0;
      return batches.map(({ length }) => new patched.Decoder(answer.subarray(from, (from += length))));
    };
    const headersOf = (records: readonly unknown[]): number[] =>
      (records as Decoded[]).map(({ headers }) => [headers['a'] ?? []].flat().length);
    const lengths = async (batches: readonly Decoder[]): Promise<(number | string)[]> => {
      const read: (number | string)[] = [];
      for (const batch of batches)
        read.push(
          await patched.decodeBatch(batch).then(
            ({ records }) => records.length,
            (error: Error) => error.name,
          ),
        );
      return read;
    };

    test('refuses a batch of more records than it can hand on', async () => {
      const [full, over] = [await batchOf(10_000), await batchOf(10_001)];
      expect(await lengths(answerOf([full]))).toEqual([10_000]);
      expect(await lengths(answerOf([over]))).toEqual(['RangeError']);
    });

    test('leaves batches for the next answer when it has ten thousand records', async () => {
      const [few, many] = [await batchOf(1), await batchOf(10_000)];
      expect(await lengths(answerOf([few, many]))).toEqual([1, 'KafkaJSPartialMessageError']);
      expect(await lengths(answerOf([many, few]))).toEqual([10_000, 'KafkaJSPartialMessageError']);
      expect(await lengths([...answerOf([many]), ...answerOf([many])])).toEqual([10_000, 10_000]);
    });

    test('gets no room by a count of records below nothing', async () => {
      const minusOne = await batchOf(0);
      minusOne.writeInt32BE(-1, minusOne.length - 4);
      const many = await batchOf(10_000);
      const answer = answerOf([...Array<Buffer>(5).fill(minusOne), many, await batchOf(1)]);
      expect(await lengths(answer)).toEqual([0, 0, 0, 0, 0, 10_000, 'KafkaJSPartialMessageError']);
    });

    test('gets no room by a count of headers below nothing', async () => {
      const minusOne = record();
      minusOne.buffer[minusOne.buffer.length - 1] = 1; // zigzag, the count of its headers
      const wide = record({ a: Array<string>(1_000).fill('') });
      const records = [...Array<Encoder>(100).fill(minusOne), ...Array<Encoder>(60).fill(wide)];
      const { buffer } = await patched.encodeBatch(records);
      const decoded = await patched.decodeBatch(new patched.Decoder(buffer));
      expect(headersOf(decoded.records).reduce((sum, count) => sum + count)).toBe(50_000);
    });

    test('leaves out headers beyond fifty thousand of a batch, and takes no batch after twenty-five', async () => {
      const wide = await batchOf(60, record({ a: Array<string>(1_000).fill('') }));
      const [first, second] = answerOf([wide, wide]) as [Decoder, Decoder];
      const { records } = await patched.decodeBatch(first);
      expect(headersOf(records)).toEqual(Array.from({ length: 60 }, (_, n) => (n < 50 ? 1_000 : 0)));
      expect(await lengths([second])).toEqual(['KafkaJSPartialMessageError']);
    });
  });
});
