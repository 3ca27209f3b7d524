import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, Timestamp } from '../vocabulary.ts';

/** The name people call the integration by was changed. */
export const IntegrationRenamed = defineEvent({
  type: 'IntegrationRenamed',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    name: z.string(),
    renamed_at: Timestamp,
  }),
});
export type IntegrationRenamed = EventOf<typeof IntegrationRenamed>;
