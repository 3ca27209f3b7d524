import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { ObjectIdentity, ObjectKind } from '../definitions/catalog-object.ts';
import { CatalogChange } from '../definitions/catalog-change.ts';
import { DefinitionHash } from './catalog-facts.ts';
import { upcastChange } from './upcast-definitions.ts';

type Older = { readonly changes: readonly Parameters<typeof upcastChange>[0][] };

const liftChanges = ({ changes, ...event }: Older) => ({ ...event, changes: changes.map(upcastChange) });

/**
 * An object changed inside. The changes only, never the object again; `applyChanges` carries them out.
 * Names and `kind` are those after the changes: attaching a table makes it a partition, with a `kind-changed` among
 * the changes, and it stays the same object.
 */
export const ObjectAltered = defineEvent({
  type: 'ObjectAltered',
  category: 'catalog',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    kind: ObjectKind,
    identity: ObjectIdentity,
    schema: z.string().nullable(),
    name: z.string(),
    qualified_name: z.string(),
    changes: z.array(CatalogChange).min(1),
    hash: DefinitionHash,
    observed_at: Timestamp,
  }),
  upcasters: [
    /** 2 and 3: see ObjectDiscovered. */
    liftChanges,
    liftChanges,
  ],
});
export type ObjectAltered = EventOf<typeof ObjectAltered>;
