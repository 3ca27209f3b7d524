import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, TargetAddress, Timestamp } from '../vocabulary.ts';

/** A new credential was tried and accepted; the one before it was destroyed. */
export const CredentialChanged = defineEvent({
  type: 'CredentialChanged',
  category: 'integration',
  schema: z.object({
    integration_id: IntegrationId,
    target: TargetAddress,
    credential_version: z.int().positive(),
    changed_at: Timestamp,
  }),
});
export type CredentialChanged = EventOf<typeof CredentialChanged>;
