import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { SyncActivity } from './sync-facts.ts';

/** A step, or a schema inside it, could not be read and was left out; nothing of it is taken for dropped. */
export const SyncActivitySkipped = defineEvent({
  type: 'SyncActivitySkipped',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    activity: SyncActivity,
    scope: z.string().nullable(),
    reason: z.string(),
    skipped_at: Timestamp,
  }),
});
export type SyncActivitySkipped = EventOf<typeof SyncActivitySkipped>;
