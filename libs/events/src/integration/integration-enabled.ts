import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, Timestamp } from '../vocabulary.ts';

/** Syncs may start again. */
export const IntegrationEnabled = defineEvent({
  type: 'IntegrationEnabled',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    enabled_at: Timestamp,
  }),
});
export type IntegrationEnabled = EventOf<typeof IntegrationEnabled>;
