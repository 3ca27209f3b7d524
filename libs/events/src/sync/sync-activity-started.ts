import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { SyncActivity } from './sync-facts.ts';

/** One of the steps of a sync began. */
export const SyncActivityStarted = defineEvent({
  type: 'SyncActivityStarted',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    activity: SyncActivity,
    attempt: z.int().positive(),
    started_at: Timestamp,
  }),
});
export type SyncActivityStarted = EventOf<typeof SyncActivityStarted>;
