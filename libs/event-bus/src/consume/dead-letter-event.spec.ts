import { expect, test } from '@jest/globals';
import { integrationStream } from '@cadastre/events';
import { anIntegrationId } from '@cadastre/testing';
import { decodeMessage } from '../kafka/decode-message.ts';
import { largestEventBytes } from '../kafka/message-limits.ts';
import { TopicNames } from '../kafka/topic-names.ts';
import { deadLetterOfEvent } from './dead-letter-event.ts';

const names = new TopicNames('cadastre');
const why = { projection: 'read_model.catalog', code: '22003', reason: 'value "…" is out of range' };
const stored = (different: { data?: string; streamId?: string } = {}) => ({
  eventId: '7-0',
  commitId: '7',
  ordinal: 0,
  streamId: integrationStream(anIntegrationId()),
  version: 1,
  position: 11,
  type: 'IntegrationRenamed',
  schemaVersion: 1,
  data: '{"name":"shop"}',
  metadata: {
    tenantId: 'acme',
    actor: 'user:ada',
    commandId: 'c',
    correlationId: 'r',
    causationId: null,
    recordedAt: '2026-01-01T00:00:00.000Z',
  },
  ...different,
});

test('a dead letter of an event is the message as it was, and refused where somebody puts it back', () => {
  const letter = deadLetterOfEvent(stored(), why, names);
  expect(letter).toMatchObject({
    topic: 'cadastre.integration.v1',
    key: anIntegrationId(),
    value: '{"name":"shop"}',
    group: 'cadastre.read_model.catalog',
    reason: 'not-applied',
    event: { projection: 'read_model.catalog', position: 11, class: '22003' },
  });
  const message = {
    topic: 'cadastre.integration.v1',
    partition: 0,
    key: Buffer.from(anIntegrationId()),
    value: Buffer.from('{"name":"shop"}'),
    headers: letter?.headers,
  };
  expect(decodeMessage(message, { names, lanes: 1, keys: new Map() })).toEqual({
    outcome: 'refused',
    refusal: 'header-missing',
    detail: 'ce_previouspositions',
  });
});

test('of an event that no message can hold there are the headers alone', () => {
  const data = JSON.stringify('x'.repeat(largestEventBytes));
  expect(deadLetterOfEvent(stored({ data }), why, names)).toMatchObject({ value: null });
});

test('an event of no topic has none', () => {
  expect(deadLetterOfEvent(stored({ streamId: 'billing-1' }), why, names)).toBeNull();
});
