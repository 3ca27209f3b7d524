import type { IntegrationId, TenantId } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';

/** Whose objects are meant. Every statement about known objects names both. */
export type KnownCatalog = { readonly tenantId: TenantId; readonly integrationId: IntegrationId };

type OwnTable = 'known_objects' | 'fingerprints' | 'census' | 'leftovers' | 'moved_objects';

/** Deletes all that one of the worker's tables has of a catalog. */
export const deleteOfCatalog = async (
  tx: Queryable,
  table: OwnTable,
  { tenantId, integrationId }: KnownCatalog,
): Promise<void> => {
  await tx.query(`delete from sync_worker.${table} where tenant_id = $1 and integration_id = $2`, [
    tenantId,
    integrationId,
  ]);
};
