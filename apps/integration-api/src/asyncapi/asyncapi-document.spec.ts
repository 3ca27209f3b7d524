import { createSecretKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import formats from 'ajv-formats';
import { encodeEvent, laneKeyOfStored } from '@cadastre/event-bus';
import { SyncOpened, eventDefinitions } from '@cadastre/events';
import { aSyncId, anIntegrationId, fixedTime, recorded } from '@cadastre/testing';
import { asyncApiDocument } from './asyncapi-document.ts';

type Document = {
  channels: Record<string, { address: string; messages: Record<string, unknown> }>;
  components: {
    schemas: Record<string, AnySchemaObject>;
    messageTraits: { cloudEvent: { headers: AnySchemaObject } };
  };
};
const document = asyncApiDocument() as unknown as Document;
const addFormats = formats as unknown as (ajv: Ajv) => Ajv;

describe('the AsyncAPI document', () => {
  test('is valid AsyncAPI 3.0', () => {
    const { schemasWithoutId } = createRequire(import.meta.url)('@asyncapi/specs') as {
      schemasWithoutId: Record<string, AnySchemaObject>;
    };
    const validate = addFormats(new Ajv({ strict: false, allErrors: true, logger: false })).compile(
      schemasWithoutId['3.0.0'] ?? {},
    );
    void validate(document);
    expect(validate.errors ?? []).toEqual([]);
    const broken = { ...document, channels: { sync: { messages: 'none' } } };
    expect(validate(broken)).toBe(false);
  });

  test('has every event, on the topic of its category', () => {
    const found = Object.entries(document.channels).flatMap(([category, { address, messages }]) =>
      Object.keys(messages).map((type) => [type, category, address]),
    );
    const expected = Object.values(eventDefinitions).map(({ type, category }) => [
      type,
      category,
      `cadastre.${category}.v1`,
    ]);
    expect(found.sort()).toEqual(expected.sort());
  });

  test('refers only to what is in it', () => {
    const text = JSON.stringify(document);
    const targets = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target ?? '');
    const missing = targets.filter((target) => {
      const steps = target.replace('#/', '').split('/');
      let place: unknown = document;
      for (const step of steps) place = (place as Record<string, unknown> | undefined)?.[step];
      return place === undefined;
    });
    expect([...new Set(missing)]).toEqual([]);
    expect(targets.length).toBeGreaterThan(50);
  });

  test.each([null, 'e-17'])('describes the very messages that we send, caused by %p', (causationId) => {
    const event = SyncOpened.create({
      integration_id: anIntegrationId(),
      sync_id: aSyncId(),
      opened_at: fixedTime,
    });
    const at = { streamId: `integration-${anIntegrationId()}`, position: 7 };
    const { metadata, ...rest } = recorded(event, at);
    const stored = {
      ...rest,
      metadata: { ...metadata, causationId },
      position: 7,
      data: JSON.stringify(event.data),
    };
    const place = {
      key: laneKeyOfStored(stored),
      lane: 0,
      lanes: 1,
      previousPositions: new Map([['integration', 0]]),
    };
    const { headers } = encodeEvent(stored, place, { id: 1, secret: createSecretKey(Buffer.alloc(32)) });
    const ajv = addFormats(new Ajv({ strict: false }));
    ajv.addSchema({ $id: 'document', ...document });
    const { headers: wanted } = document.components.messageTraits.cloudEvent;
    expect(ajv.validate(wanted, headers)).toBe(true);
    expect(ajv.validate({ $ref: 'document#/components/schemas/SyncOpened' }, event.data)).toBe(true);
    expect(ajv.validate({ $ref: 'document#/components/schemas/SyncOpened' }, {})).toBe(false);
    expect(Object.keys(headers ?? {}).filter((name) => !(name in wanted['properties']))).toEqual([]);
  });

  test('names the topics of the installation', () => {
    const { channels } = asyncApiDocument({
      prefix: 'acme.cadastre',
      partitions: 3,
      replicationFactor: 3,
      retentionMs: 1,
    }) as unknown as Document;
    expect(channels['sync']?.address).toBe('acme.cadastre.sync.v1');
  });
});
