import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { SafeError } from './sync-facts.ts';

/** Terminal until requeued: the last attempt failed with a transient error. */
export const SyncDeadLettered = defineEvent({
  type: 'SyncDeadLettered',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    attempt: z.int().positive(),
    error: SafeError,
    dead_lettered_at: Timestamp,
  }),
});
export type SyncDeadLettered = EventOf<typeof SyncDeadLettered>;
