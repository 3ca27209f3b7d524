import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, Timestamp } from '../vocabulary.ts';

/** Taken off the register: the credential is destroyed, the history is kept. */
export const IntegrationDeleted = defineEvent({
  type: 'IntegrationDeleted',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    deleted_at: Timestamp,
  }),
});
export type IntegrationDeleted = EventOf<typeof IntegrationDeleted>;
