import { CatalogObject, SyncRequested, syncStream } from '@cadastre/events';
import { expect, test } from '@jest/globals';
import { aSchema, aSyncId, aTable, aView, anIntegrationId, fixedTime, recorded } from './builders.ts';

test('catalog objects are complete: the event contract takes them as they are', () => {
  for (const object of [aSchema(), aTable(), aView()]) expect(CatalogObject.parse(object)).toEqual(object);
});

test('recorded events keep the link of type and data', () => {
  const event = SyncRequested.create({
    sync_id: aSyncId(2),
    integration_id: anIntegrationId(),
    trigger: 'request',
    requested_at: fixedTime,
  });
  const seen = recorded(event, { streamId: syncStream(aSyncId(2)), position: 7 });
  expect(seen).toMatchObject({ eventId: '7-0', position: 7, version: 7, type: 'SyncRequested' });
  expect(seen.metadata.recordedAt).toBe('2026-01-05T09:00:07.000Z');
  expect(seen.data.trigger).toBe('request');
});
