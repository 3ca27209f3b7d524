import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';

/** Terminal: a person stopped it, or its integration was deleted. */
export const SyncCancelled = defineEvent({
  type: 'SyncCancelled',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    reason: z.enum(['requested', 'integration-deleted']),
    cancelled_at: Timestamp,
  }),
});
export type SyncCancelled = EventOf<typeof SyncCancelled>;
