import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, Timestamp } from '../vocabulary.ts';
import { IntegrationOptions } from './integration-options.ts';

/** How the integration is synced was changed. The whole new set, not a patch. */
export const IntegrationOptionsChanged = defineEvent({
  type: 'IntegrationOptionsChanged',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    options: IntegrationOptions,
    changed_at: Timestamp,
  }),
});
export type IntegrationOptionsChanged = EventOf<typeof IntegrationOptionsChanged>;
