import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { CatalogObject } from '../definitions/catalog-object.ts';
import { DefinitionHash } from './catalog-facts.ts';
import { upcastDefinition } from './upcast-definitions.ts';

type Older = {
  readonly object: { readonly kind: string; readonly definition: Readonly<Record<string, unknown>> };
};

const liftObject = ({ object, ...event }: Older) => ({
  ...event,
  object: { ...object, definition: upcastDefinition(object.kind, object.definition) },
});

/** An object that the target had not shown before, whole. */
export const ObjectDiscovered = defineEvent({
  type: 'ObjectDiscovered',
  category: 'catalog',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    object: CatalogObject,
    hash: DefinitionHash,
    observed_at: Timestamp,
  }),
  upcasters: [
    /** 2: privileges, dependencies, and everything else that a restored copy needs to be equal. */
    liftObject,
    /** 3: security labels, and extensions that take with them what they do not own. */
    liftObject,
  ],
});
export type ObjectDiscovered = EventOf<typeof ObjectDiscovered>;
