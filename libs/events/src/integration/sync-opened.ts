import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';

/** The integration is busy with this sync: there is never a second one beside it. */
export const SyncOpened = defineEvent({
  type: 'SyncOpened',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    opened_at: Timestamp,
  }),
});
export type SyncOpened = EventOf<typeof SyncOpened>;
