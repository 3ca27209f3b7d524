import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'pg-protocol';
import { PassThrough } from 'node:stream';
import { FrameCheck } from './frame-check.ts';

const int16 = (value: number): number[] => [(value >> 8) & 255, value & 255];
const int32 = (value: number): number[] => [...int16(value >>> 16), ...int16(value & 0xffff)];
const frame = (type: string, body: readonly number[] = []): Buffer =>
  Buffer.from([type.charCodeAt(0), ...int32(body.length + 4), ...body]);
const bytes = (text: string): number[] => [...Buffer.from(text)];

const login = Buffer.concat([
  frame('R', int32(0)),
  frame('S', bytes('server_version\x0018.4\0')),
  frame('K', [...int32(1), ...int32(2)]),
  frame('Z', bytes('I')),
]);
const field = [...bytes('c\0'), ...new Array<number>(18).fill(0)];
const result = Buffer.concat([
  frame('1'),
  frame('2'),
  frame('T', [...int16(2), ...field, ...field]),
  frame('D', [...int16(2), ...int32(1), 65, ...int32(-1)]),
  frame('D', [...int16(2), ...int32(0), ...int32(2), 66, 67]),
  frame('s'),
  frame('C', bytes('SELECT 2\0')),
  frame('N', bytes('SNOTICE\0Mhello\0\0')),
  frame('Z', bytes('T')),
]);

const feed = (check: FrameCheck, chunks: readonly Buffer[]): Buffer =>
  Buffer.concat(chunks.map((chunk) => check.accept(chunk) ?? Buffer.alloc(0)));
const session = (...frames: readonly Buffer[]): FrameCheck => {
  const check = new FrameCheck();
  feed(check, [login, ...frames]);
  return check;
};

describe('what a PostgreSQL server sends', () => {
  test('goes on unchanged, however the network cuts it', () => {
    const whole = Buffer.concat([login, result, result]);
    const cuts = fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 30 });
    fc.assert(
      fc.property(cuts, (places) => {
        const at = [0, ...places.toSorted((a, b) => a - b), whole.length];
        const chunks = at.slice(1).map((end, index) => Buffer.from(whole.subarray(at[index], end)));
        const check = new FrameCheck();
        expect(feed(check, chunks).equals(whole)).toBe(true);
        expect(check).toMatchObject({ breach: null, isAuthenticated: true });
      }),
      { seed: 31, numRuns: 300 },
    );
  });

  test('goes on only in whole messages', () => {
    const check = new FrameCheck();
    expect(check.accept(login.subarray(0, 12))).toEqual(login.subarray(0, 9));
    expect(check.accept(login.subarray(12, 14))).toBeNull();
  });
});

describe('a breach', () => {
  test('shows in the first byte, and nothing goes on after it', () => {
    const check = new FrameCheck();
    expect(check.accept(Buffer.from('H'))).toBeNull();
    expect(check.breach).toBe('not-the-protocol');
    expect(check.accept(login)).toBeNull();
  });

  test.each([
    ['a row before its columns', frame('D', int16(0))],
    [
      'a row narrower than announced',
      Buffer.concat([frame('T', [...int16(1), ...field]), frame('D', int16(0))]),
    ],
    ['a negative number of columns', frame('T', int16(-1))],
    [
      'a value longer than its row',
      Buffer.concat([frame('T', [...int16(1), ...field]), frame('D', [...int16(1), ...int32(9)])]),
    ],
    [
      'a value of length -2',
      Buffer.concat([frame('T', [...int16(1), ...field]), frame('D', [...int16(1), ...int32(-2)])]),
    ],
    ['an unfinished text', frame('C', bytes('SELECT'))],
    ['bytes behind a text', frame('C', bytes('SELECT\0x'))],
    ['an error without an end', frame('E', bytes('Mhello\0'))],
    ['an unknown state', frame('Z', bytes('X'))],
    ['parameters that are not there', frame('t', int16(3))],
    ['a marker with a body', frame('1', [0])],
    ['a second login', frame('R', int32(0))],
    ['COPY', frame('H', [0, 0, 0])],
    ['a length of three', Buffer.from([67, 0, 0, 0, 3])],
  ])('is %s', (_, hostile) => {
    expect(session(hostile).breach).toBe('not-the-protocol');
  });

  test('is a row of more than 8 MiB, before it has arrived', () => {
    const header = Buffer.from([68, ...int32(8 * 1_024 * 1_024 + 1)]);
    expect(session(header).breach).toBe('too-large');
    expect(session(Buffer.from([68, ...int32(8 * 1_024 * 1_024)])).breach).toBeNull();
  });
});

/** What pg's own parser makes of the bytes: it must come to an end and must not throw. */
const drive = (chunks: readonly Buffer[]): void => {
  const stream = new PassThrough();
  void parse(stream, () => undefined);
  for (const chunk of chunks) stream.emit('data', chunk);
};

test('whatever random messages get past the check, the driver can read', () => {
  const type = fc.constantFrom(...'RESNKZTDCAt123nsIGHWdcv');
  const small = fc.uint8Array({ maxLength: 24 }).map((body) => [...body]);
  const likely = fc.constantFrom(int16(1), int16(-1), int32(-1), int32(10), bytes('abc\0'), field, [0]);
  const body = fc.oneof(
    small,
    fc.array(likely, { maxLength: 5 }).map((parts) => parts.flat()),
  );
  const message = fc.tuple(type, body).map(([name, content]) => frame(name, content));
  const raw = fc.uint8Array({ maxLength: 40 }).map((content) => Buffer.from(content));
  const stream = fc.array(fc.oneof({ weight: 4, arbitrary: message }, { weight: 1, arbitrary: raw }), {
    maxLength: 12,
  });
  let passed = 0;
  fc.assert(
    fc.property(fc.boolean(), stream, (isLoggedIn, messages) => {
      const check = new FrameCheck();
      const accepted = (isLoggedIn ? [login, ...messages] : messages).map((each) => check.accept(each));
      const chunks = accepted.filter((each) => each !== null);
      passed += chunks.length;
      drive(chunks);
    }),
    { seed: 112_000, numRuns: 10_000 },
  );
  expect(passed).toBeGreaterThan(5_000);
});
