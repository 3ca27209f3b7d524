import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';

/** A worker has claimed the sync. One for each attempt. */
export const SyncStarted = defineEvent({
  type: 'SyncStarted',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    attempt: z.int().positive(),
    worker: z.string(),
    started_at: Timestamp,
  }),
});
export type SyncStarted = EventOf<typeof SyncStarted>;
