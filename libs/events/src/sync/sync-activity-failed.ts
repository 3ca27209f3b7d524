import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { SafeError, SyncActivity } from './sync-facts.ts';

/** A step failed. `retry_at` says when it is tried again at the latest; null when it is not. */
export const SyncActivityFailed = defineEvent({
  type: 'SyncActivityFailed',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    activity: SyncActivity,
    attempt: z.int().positive(),
    error: SafeError,
    retry_at: Timestamp.nullable(),
    failed_at: Timestamp,
  }),
});
export type SyncActivityFailed = EventOf<typeof SyncActivityFailed>;
