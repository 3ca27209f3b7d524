import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { SyncActivity } from './sync-facts.ts';

/** A step is finished. `items` is how many things it read or wrote. */
export const SyncActivityCompleted = defineEvent({
  type: 'SyncActivityCompleted',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    activity: SyncActivity,
    attempt: z.int().positive(),
    items: z.int().nonnegative(),
    completed_at: Timestamp,
  }),
});
export type SyncActivityCompleted = EventOf<typeof SyncActivityCompleted>;
