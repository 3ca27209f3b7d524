import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';

/** A sync was asked for while one ran: this one opens when that one closes. */
export const FollowUpSyncQueued = defineEvent({
  type: 'FollowUpSyncQueued',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    queued_at: Timestamp,
  }),
});
export type FollowUpSyncQueued = EventOf<typeof FollowUpSyncQueued>;
