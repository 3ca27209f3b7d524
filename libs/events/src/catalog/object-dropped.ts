import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { ObjectIdentity, ObjectKind } from '../definitions/catalog-object.ts';

/** An object is gone from a scope that was read to its end. */
export const ObjectDropped = defineEvent({
  type: 'ObjectDropped',
  category: 'catalog',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    kind: ObjectKind,
    identity: ObjectIdentity,
    schema: z.string().nullable(),
    name: z.string(),
    qualified_name: z.string(),
    observed_at: Timestamp,
  }),
});
export type ObjectDropped = EventOf<typeof ObjectDropped>;
