import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { liftEvent, type StoredEvent } from '@cadastre/events';
import { encodeEvent } from './cloud-event.ts';
import { claimedKeyOf, decodeMessage } from './decode-message.ts';
import { laneKeyOfStored, laneOfKey } from './lanes.ts';
import { largestEventBytes } from './message-limits.ts';
import type { ReceivedMessage } from './received-message.ts';
import { TopicNames } from './topic-names.ts';
import { isSignedHeader, signMessage } from '../signature/sign-message.ts';

const names = new TopicNames('cadastre');
const lanes = 12;
const signedWith = { id: 3, secret: createSecretKey(Buffer.alloc(32, 7)) };
const expected = { names, lanes, keys: new Map([[3, signedWith.secret]]) };

const before = (integration: number, sync = 0, catalog = 0): ReadonlyMap<string, number> =>
  new Map(Object.entries({ integration, sync, catalog }));

/** As Kafka hands it over: everything is bytes. */
const received = (event: StoredEvent, previousPositions = before(event.position - 1)): ReceivedMessage => {
  const key = laneKeyOfStored(event);
  const lane = laneOfKey(key, lanes);
  const { headers = {}, value } = encodeEvent(event, { key, lane, lanes, previousPositions }, signedWith);
  return {
    topic: names.ofStream(event.streamId) ?? '',
    partition: lane,
    key: Buffer.from(key),
    value: Buffer.from(value as string),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, Buffer.from(text as string)]),
    ),
  };
};

/** By the relay, whatever it says. */
const signedAnew = ({ key, value, headers = {}, ...message }: ReceivedMessage): ReceivedMessage => {
  const { ce_signature: _, ...said } = headers;
  const content = {
    headers: Object.entries(said).flatMap(([name, text]) =>
      isSignedHeader(name) ? [name, String(text)] : [],
    ),
    key: String(key),
    value: value ?? '',
  };
  const ce_signature = Buffer.from(signMessage(content, signedWith));
  return { ...message, key, value, headers: { ...said, ce_signature } };
};

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const storedEvents: fc.Arbitrary<StoredEvent> = fc
  .record({
    commit: fc.bigInt({ min: 1n, max: 2n ** 62n }),
    ordinal: fc.nat(),
    streamId: fc
      .tuple(fc.constantFrom('integration', 'sync', 'catalog'), fc.uuid())
      .map((parts) => parts.join('-')),
    version: fc.integer({ min: 1 }),
    position: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    type: fc.constantFrom('SyncOpened', 'ObjectDiscovered', 'NoteTaken'),
    schemaVersion: fc.integer({ min: 1, max: 30_000 }),
    data: fc
      .record({ integration_id: fc.uuid(), anything: fc.jsonValue() })
      .map((data) => JSON.stringify(data)),
    metadata: fc.record({
      tenantId: text,
      actor: text,
      commandId: text,
      correlationId: text,
      causationId: fc.option(text),
      recordedAt: instant,
    }),
  })
  .map(({ commit, ...event }) => ({
    ...event,
    commitId: String(commit),
    eventId: `${commit}-${event.ordinal}`,
  }));

const example: StoredEvent = {
  eventId: '7-0',
  commitId: '7',
  ordinal: 0,
  streamId: 'sync-3d7a9c52-8c7e-4ba4-a8e5-1a1e2f1c9a01',
  version: 3,
  position: 12,
  type: 'NoteTaken',
  schemaVersion: 1,
  data: '{"integration_id":"0d9a7e0c-1111-4222-8333-444455556666", "n": 1}',
  metadata: {
    tenantId: 'acme',
    actor: 'user:ada',
    commandId: 'c-1',
    correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
    causationId: null,
    recordedAt: '2026-01-05T09:00:00.120Z',
  },
};

describe('an event as a message', () => {
  test('comes back as it was, in the present schema version', () => {
    fc.assert(
      fc.property(storedEvents, (event) => {
        const decoded = decodeMessage(received(event), expected);
        const parsed = { ...event, data: JSON.parse(event.data) as unknown };
        expect(decoded).toEqual({
          outcome: 'event',
          event: liftEvent(parsed),
          previousPositions: before(event.position - 1),
        });
      }),
    );
  });

  test('carries the stored text byte for byte, and CloudEvents headers that others can read', () => {
    const message = received(example, before(4, 11, 7));
    const headers = Object.fromEntries(
      Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(message.value?.toString()).toBe(example.data);
    expect(headers).toEqual({
      ce_lanes: '12',
      ce_signature: expect.stringMatching(/^3\.[\w-]{43}$/),
      ce_specversion: '1.0',
      ce_id: '7-0',
      ce_type: 'cadastre.NoteTaken',
      ce_source: '/cadastre',
      ce_subject: example.streamId,
      ce_time: '2026-01-05T09:00:00.120Z',
      'content-type': 'application/json',
      ce_partitionkey: '0d9a7e0c-1111-4222-8333-444455556666',
      ce_position: '12',
      ce_previouspositions: 'integration=4,sync=11,catalog=7',
      ce_schemaversion: '1',
      ce_streamversion: '3',
      ce_tenantid: 'acme',
      ce_actor: 'user:ada',
      ce_commandid: 'c-1',
      ce_correlationid: '4bf92f3577b34da6a3ce929d0e0e4736',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000007-01',
    });
  });

  test('of a newer release, with headers that this one does not know, is read', () => {
    const { headers, ...message } = received(example);
    const newer = { ...headers, ce_later: Buffer.from('x'), unsigned: Buffer.from('y') };
    const signed = signedAnew({ ...message, headers: newer });
    expect(decodeMessage(signed, expected).outcome).toBe('event');
    const added = { ...signed, headers: { ...signed.headers, ce_more: Buffer.from('x') } };
    expect(decodeMessage(added, expected)).toMatchObject({ refusal: 'signature-wrong' });
  });
});

test('a message from a time when there was another number of lanes is passed over, and is no dead letter', () => {
  expect(decodeMessage(received(example), { ...expected, lanes: 6 })).toEqual({ outcome: 'other-lanes' });
});

describe('a message that is none of ours', () => {
  const saying = (name: string, value: string | Buffer[] | null | undefined): ReceivedMessage => {
    const message = received(example);
    return { ...message, headers: { ...message.headers, [name]: value } };
  };
  const refusalOf = (message: ReceivedMessage): string => {
    const decoded = decodeMessage(message, expected);
    return decoded.outcome === 'refused' ? decoded.refusal : decoded.outcome;
  };

  test.each(Object.keys(received(example).headers ?? {}))('with or without %s, never throws', (name) => {
    const isSigned = name.startsWith('ce_');
    for (const value of [undefined, null])
      expect(isSigned ? ['header-missing', 'signature-wrong'] : ['event']).toContain(
        refusalOf(saying(name, value)),
      );
    expect(claimedKeyOf(saying('ce_signature', null))).toBeNull();
    for (const value of ['ﬀ\u0000-1', [Buffer.from('1'), Buffer.from('2')]])
      expect(isSigned ? ['header-invalid', 'signature-wrong'] : ['event']).toContain(
        refusalOf(saying(name, value)),
      );
  });

  const unreadable = (why: string) => ({ cadastre_unreadable: why });
  test.each<[string, Partial<ReceivedMessage>]>([
    ['header-missing', { headers: undefined }],
    ['data-missing', { value: null }],
    ['data-too-large', { value: Buffer.alloc(largestEventBytes + 1, ' ') }],
    ['wrong-topic', { topic: 'cadastre.catalog.v1' }],
    ['wrong-lane', { partition: 99 }],
    ['batch-unreadable', { key: null, value: null, headers: unreadable('compressed with lz4: 1 record') }],
    ['header-missing', { key: null, value: null, headers: unreadable('<b>what I want to be read</b>') }],
    ['header-missing', { headers: unreadable('compressed with lz4: 1 record') }],
    ['signature-wrong', { key: null }],
    ['signature-wrong', { key: Buffer.from('another') }],
    ['signature-wrong', { value: Buffer.from(example.data.replace('1}', '2}')) }],
  ])('is refused: %s', (refusal, different) => {
    expect(refusalOf({ ...received(example), ...different })).toBe(refusal);
  });

  test.each([Buffer.from('{"integration_id":'), Buffer.from([0xff, 0xfe, 0x00])])(
    'is refused: data-not-json %#, and not even parsed before its signature is right',
    (value) => {
      const message = { ...received(example), value };
      expect(refusalOf(message)).toBe('signature-wrong');
      expect(refusalOf(signedAnew(message))).toBe('data-not-json');
    },
  );

  test.each([
    ['ce_position', '0'],
    ['ce_position', '-1'],
    ['ce_position', '99999999999999999999'],
    ['ce_previouspositions', 'integration=12,sync=3'],
    ['ce_previouspositions', '11'],
    ['ce_previouspositions', 'sync=99999999999999999999'],
    ['ce_previouspositions', 'sync=1,'],
    ['ce_id', '7'],
    ['ce_time', 'yesterday'],
    ['ce_source', '/elsewhere'],
    ['ce_specversion', '0.3'],
    ['ce_type', 'NoteTaken'],
  ])('is refused with %s: %s', (name, value) => {
    expect(refusalOf(saying(name, value))).toBe('header-invalid');
  });

  test.each([
    ['ce_tenantid', 'another'],
    ['ce_position', '13'],
    ['ce_previouspositions', 'integration=10,sync=0,catalog=0'],
    ['ce_lanes', '6'],
    ['ce_type', 'cadastre.SyncOpened'],
    ['ce_causationid', 'somebody'],
  ])('is refused where the relay had written something else: %s: %s', (name, value) => {
    expect(refusalOf(saying(name, value))).toBe('signature-wrong');
  });

  test('is refused when it is signed with a key that this installation does not have', () => {
    const key = laneKeyOfStored(example);
    const place = { key, lane: laneOfKey(key, lanes), lanes, previousPositions: before(11) };
    const signedBy = (id: number): ReceivedMessage => ({
      ...received(example),
      headers: encodeEvent(example, place, { id, secret: createSecretKey(Buffer.alloc(32, 8)) }).headers,
    });
    expect(refusalOf(signedBy(4))).toBe('signature-unknown');
    expect(refusalOf(signedBy(3))).toBe('signature-wrong');
  });

  test('any bytes at all get an answer', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.dictionary(fc.constantFrom(...Object.keys(received(example).headers ?? {})), fc.uint8Array()),
        (value, headers) => {
          const message = { ...received(example), value: Buffer.from(value) };
          const bytes = Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)]);
          expect(
            refusalOf({ ...message, headers: { ...message.headers, ...Object.fromEntries(bytes) } }),
          ).toBeDefined();
          expect(refusalOf({ ...message, headers: Object.fromEntries(bytes) })).not.toBe('event');
        },
      ),
    );
  });
});
