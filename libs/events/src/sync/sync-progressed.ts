import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { SyncActivity } from './sync-facts.ts';

/** Coarse progress of the running step, at most one a second. `total` null: not known yet. */
export const SyncProgressed = defineEvent({
  type: 'SyncProgressed',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    activity: SyncActivity,
    done: z.int().nonnegative(),
    total: z.int().nonnegative().nullable(),
    progressed_at: Timestamp,
  }),
});
export type SyncProgressed = EventOf<typeof SyncProgressed>;
