import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { storedNote } from '../../test/support/stored-note.ts';
import { encodeEvent } from '../kafka/cloud-event.ts';
import { laneKeyOfStored, laneOfKey } from '../kafka/lanes.ts';
import { TopicNames } from '../kafka/topic-names.ts';
import { decodeForLane, type DecodeForLane } from './lane-decoder.ts';

const names = new TopicNames('cadastre');
const signedWith = { id: 3, secret: createSecretKey(Buffer.alloc(32, 7)) };
const event = storedNote(9, { data: '{"n":1}' });
const key = laneKeyOfStored(event);

/** As Kafka hands it over, from a relay that divides into so many lanes; with other headers, if any, than it sent. */
const message = (
  previousPositions: Record<string, number>,
  { lanes = 12, changed = {} }: { lanes?: number; changed?: Record<string, Buffer> } = {},
): KafkaMessage => {
  const place = {
    key,
    lane: laneOfKey(key, lanes),
    lanes,
    previousPositions: new Map(Object.entries(previousPositions)),
  };
  const { headers = {}, value } = encodeEvent(event, place, signedWith);
  const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text as string)]);
  return {
    key: Buffer.from(key),
    value: Buffer.from(value as string),
    headers: { ...(Object.fromEntries(bytes) as Record<string, Buffer>), ...changed },
    timestamp: '0',
    attributes: 0,
    offset: '0',
  };
};

const decode = (received: KafkaMessage, reached = 0, different: Partial<DecodeForLane> = {}) =>
  decodeForLane(
    received,
    { topic: names.ofCategory('integration'), partition: laneOfKey(key, 12), reached },
    {
      names,
      lanes: 12,
      keys: new Map([[3, signedWith.secret]]),
      types: new Set(['NoteTaken']),
      categories: ['integration', 'sync'],
      ...different,
    },
  );

describe('a message, for a lane', () => {
  test('carries its event, and the highest position before it of the topics that are read', () => {
    expect(decode(message({ integration: 4, sync: 6, catalog: 8 }))).toMatchObject({
      outcome: 'message',
      message: {
        position: 9,
        previousPosition: 6,
        bytes: 7,
        event: { position: 9, type: 'NoteTaken', data: { n: 1 } },
        unreadable: null,
      },
    });
  });

  test('leaves everything before it to the log where it says nothing of a topic that is read', () => {
    expect(decode(message({ integration: 4 }))).toMatchObject({ message: { previousPosition: 8 } });
  });

  test('moves the lane without an event where nobody wants its type', () => {
    expect(decode(message({ integration: 4, sync: 6 }), 0, { types: new Set() })).toMatchObject({
      outcome: 'message',
      message: { position: 9, previousPosition: 6, event: null, unreadable: null },
    });
  });

  test('is a duplicate at or below where the lane is, whatever else it says', () => {
    const unsigned = message({ integration: 4 }, { changed: { ce_signature: Buffer.from('none') } });
    expect(decode(unsigned, 9)).toEqual({ outcome: 'duplicate' });
    expect(decode(unsigned, 8)).toMatchObject({ outcome: 'refused', reason: 'header-invalid' });
  });

  test('of another number of lanes is passed over', () => {
    expect(decode(message({ integration: 4 }, { lanes: 6 }))).toEqual({ outcome: 'passed-over' });
  });

  test('of a relay that nobody knows is refused by name', () => {
    expect(decode(message({ integration: 4 }), 0, { keys: new Map() })).toEqual({
      outcome: 'refused',
      reason: 'signature-unknown',
      detail: 'key 3',
    });
  });
});
