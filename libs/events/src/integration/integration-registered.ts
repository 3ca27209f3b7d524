import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, TargetAddress, Timestamp } from '../vocabulary.ts';
import { IntegrationOptions } from './integration-options.ts';

/** A database was put on the register. The credential itself lies in the vault under `credential_version`. */
export const IntegrationRegistered = defineEvent({
  type: 'IntegrationRegistered',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    integration_type: z.literal('POSTGRESQL'),
    name: z.string(),
    target: TargetAddress,
    credential_version: z.int().positive(),
    options: IntegrationOptions,
    registered_at: Timestamp,
  }),
});
export type IntegrationRegistered = EventOf<typeof IntegrationRegistered>;
