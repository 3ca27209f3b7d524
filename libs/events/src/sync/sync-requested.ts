import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';

/** Somebody wants the target read. The doorbell of the workers. */
export const SyncRequested = defineEvent({
  type: 'SyncRequested',
  category: 'sync',
  schema: z.object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    trigger: z.enum(['registration', 'request', 'follow-up']),
    /** It may drop any share of the known objects: somebody looked, and they are really gone. */
    allow_drops: z.boolean().default(false),
    requested_at: Timestamp,
  }),
  upcasters: [(data: object) => ({ ...data, allow_drops: false })],
});
export type SyncRequested = EventOf<typeof SyncRequested>;
