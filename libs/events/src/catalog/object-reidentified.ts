import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { Dependency } from '../definitions/access.ts';
import { ObjectIdentity, ObjectKind } from '../definitions/catalog-object.ts';
import { RenumberedColumn } from '../definitions/reidentify-object.ts';
import { DefinitionHash } from './catalog-facts.ts';

/**
 * The same object under another OID: its target was restored, and it was found again by its name. Moves are written in an
 * order in which the new identity is free; where objects change places one of them waits under an OID that only
 * PostgreSQL's own objects have.
 *
 * It says all that follows from other numbers; what the restore changed besides is told by an `ObjectAltered`.
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
    /** What it leans on, by the OIDs of now; null for what it was before. */
    depends_on: z.array(Dependency).nullable(),
    /** Its columns that have another number: a restore closes the gaps that dropped ones left. */
    columns: z.array(RenumberedColumn),
    /** Of the definition with these numbers; null for what it was before. */
    hash: DefinitionHash.nullable(),
    observed_at: Timestamp,
  }),
  upcasters: [
    /** 2: what else has other numbers. Before, an `ObjectAltered` followed where anything had. */
    (event: object) => ({ ...event, depends_on: null, columns: [], hash: null }),
  ],
});
export type ObjectReidentified = EventOf<typeof ObjectReidentified>;
