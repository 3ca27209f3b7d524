import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { SafeError } from './sync-facts.ts';

/** Terminal: an error that no retry can mend. */
export const SyncFailed = defineEvent({
  type: 'SyncFailed',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    attempt: z.int().positive(),
    error: SafeError,
    failed_at: Timestamp,
  }),
});
export type SyncFailed = EventOf<typeof SyncFailed>;
