import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, Timestamp } from '../vocabulary.ts';

/** No sync starts until it is enabled again. */
export const IntegrationDisabled = defineEvent({
  type: 'IntegrationDisabled',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    disabled_at: Timestamp,
  }),
});
export type IntegrationDisabled = EventOf<typeof IntegrationDisabled>;
