import { describe, expect, test } from '@jest/globals';
import { defineEvent, type EventDefinition } from '@cadastre/events';
import { z } from 'zod';
import { recordedEvent, type EventRow } from './recorded-event.ts';

const RoomPainted = defineEvent({
  type: 'RoomPainted',
  category: 'sync',
  schema: z.object({ room: z.string(), colour: z.string(), painted_at: z.string() }),
  upcasters: [
    (v1: { name: string }) => ({ room: v1.name, colour: 'white' }),
    (v2: object, writtenAt) => ({ ...v2, painted_at: writtenAt }),
  ],
});

const definitionOf = (type: string): EventDefinition<string, z.ZodType> | undefined =>
  type === 'RoomPainted' ? RoomPainted : undefined;

const stored = (schemaVersion: number, data: unknown, type = 'RoomPainted'): EventRow => ({
  commit_id: '7',
  ordinal: 2,
  stream_id: 'sync-1',
  version: 3,
  position: 11,
  type,
  schema_version: schemaVersion,
  data: JSON.stringify(data),
  recorded_at: new Date('2026-01-05T09:00:00.120Z'),
  tenant_id: 'acme',
  actor: 'user:ada',
  command_id: 'c',
  correlation_id: 'r',
  causation_id: null,
});

describe('an event that is read', () => {
  const latest = { room: 'kitchen', colour: 'white', painted_at: '2026-01-05T09:00:00.120Z' };

  test.each([
    [1, { name: 'kitchen' }],
    [2, { room: 'kitchen', colour: 'white' }],
    [3, latest],
  ])('is lifted from version %i to the present one', (version, data) => {
    const event = recordedEvent(stored(version, data), definitionOf);
    expect(event).toMatchObject({ eventId: '7-2', type: 'RoomPainted', schemaVersion: 3, data: latest });
  });

  test('that does not fit the present schema after it was lifted is handed over as it is, in its own version', () => {
    expect(recordedEvent(stored(1, { name: 5 }), definitionOf)).toMatchObject({
      schemaVersion: 1,
      data: { name: 5 },
    });
  });

  test('of a newer version or of another type is handed over as it is', () => {
    expect(recordedEvent(stored(4, { later: true }), definitionOf)).toMatchObject({
      schemaVersion: 4,
      data: { later: true },
    });
    expect(recordedEvent(stored(1, [1], 'Unheard'), definitionOf)).toMatchObject({
      type: 'Unheard',
      schemaVersion: 1,
      data: [1],
    });
  });
});
