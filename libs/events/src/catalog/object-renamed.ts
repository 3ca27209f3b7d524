import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { ObjectIdentity, ObjectKind } from '../definitions/catalog-object.ts';
import { ObjectName } from './catalog-facts.ts';

/** The same object under another name or in another schema. */
export const ObjectRenamed = defineEvent({
  type: 'ObjectRenamed',
  category: 'catalog',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    kind: ObjectKind,
    identity: ObjectIdentity,
    from: ObjectName,
    to: ObjectName,
    observed_at: Timestamp,
  }),
});
export type ObjectRenamed = EventOf<typeof ObjectRenamed>;
