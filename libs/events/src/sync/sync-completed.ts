import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { Footprint, ObjectCounts, SkippedScope } from './sync-facts.ts';

/** Terminal: the catalog now says what the target said. */
export const SyncCompleted = defineEvent({
  type: 'SyncCompleted',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    attempt: z.int().positive(),
    counts: ObjectCounts,
    skipped: z.array(SkippedScope),
    footprint: Footprint,
    completed_at: Timestamp,
  }),
});
export type SyncCompleted = EventOf<typeof SyncCompleted>;
