import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';

/** The sync reached its terminal state; the integration is free. In one commit with that state. */
export const SyncClosed = defineEvent({
  type: 'SyncClosed',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    outcome: z.enum(['COMPLETED', 'FAILED', 'CANCELLED']),
    closed_at: Timestamp,
  }),
});
export type SyncClosed = EventOf<typeof SyncClosed>;
