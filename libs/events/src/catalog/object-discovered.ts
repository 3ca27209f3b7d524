import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { CatalogObject } from '../definitions/catalog-object.ts';
import { DefinitionHash } from './catalog-facts.ts';

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
});
export type ObjectDiscovered = EventOf<typeof ObjectDiscovered>;
