import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';

/** A dead-lettered sync was given a fresh set of attempts. */
export const SyncRequeued = defineEvent({
  type: 'SyncRequeued',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    requeued_at: Timestamp,
  }),
});
export type SyncRequeued = EventOf<typeof SyncRequeued>;
