import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { ObjectIdentity, ObjectKind } from '../definitions/catalog-object.ts';

/**
 * The same object under another OID: its target was restored, and it was found again by its name. Moves are written in an
 * order in which the new identity is free; where objects change places one of them waits under an OID that only
 * PostgreSQL's own objects have.
 */
export const ObjectReidentified = defineEvent({
  type: 'ObjectReidentified',
  category: 'catalog',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    kind: ObjectKind,
    from: ObjectIdentity,
    to: ObjectIdentity,
    schema: z.string().nullable(),
    name: z.string(),
    qualified_name: z.string(),
    observed_at: Timestamp,
  }),
});
export type ObjectReidentified = EventOf<typeof ObjectReidentified>;
