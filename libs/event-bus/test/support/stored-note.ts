import type { StoredEvent } from '@cadastre/events';

/** An event as the log stores it, the only one of its commit. */
export const storedNote = (
  position: number,
  { streamId = 'integration-a', data = '{}' }: Partial<Pick<StoredEvent, 'streamId' | 'data'>> = {},
): StoredEvent => ({
  eventId: `${position}-0`,
  commitId: String(position),
  ordinal: 0,
  streamId,
  version: position,
  position,
  type: 'NoteTaken',
  schemaVersion: 1,
  data,
  metadata: {
    tenantId: 'acme',
    actor: 'user:ada',
    commandId: 'c',
    correlationId: 'c',
    causationId: null,
    recordedAt: '2026-01-05T09:00:00.120Z',
  },
});
