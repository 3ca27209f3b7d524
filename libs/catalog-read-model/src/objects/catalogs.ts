import type { NewEvent, LoggedEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { lookUp, recordOf, upsertInto } from '../tables/table.ts';

export type CatalogEvent = LoggedEvent<NewEvent<string, { integration_id: string }>>;

type CatalogRow = {
  readonly tenant_id: string;
  readonly integration_id: string;
  readonly changed_position: number;
  readonly changed_at: string;
};

const key = { tenant_id: 'text', integration_id: 'uuid' };

const upsertCatalogs = upsertInto<CatalogRow>({
  name: 'catalogs',
  columns: { ...key, changed_position: 'bigint', changed_at: 'timestamptz' },
  key: ['tenant_id', 'integration_id'],
});

const catalogsOf = (events: readonly CatalogEvent[]): CatalogRow[] => {
  const rows = new Map<string, CatalogRow>();
  for (const { metadata, data, position } of events) {
    rows.set(data.integration_id, {
      tenant_id: metadata.tenantId,
      integration_id: data.integration_id,
      changed_position: position,
      changed_at: metadata.recordedAt,
    });
  }
  return [...rows.values()];
};

/** Notes that these catalogs now look different. */
export const touchCatalogs = (tx: Queryable, events: readonly CatalogEvent[]): Promise<void> =>
  upsertCatalogs(tx, catalogsOf(events));

/** A sync may publish a last page after its integration was deleted: such events change nothing. */
export const ofLiveCatalogs = async <Event extends CatalogEvent>(
  tx: Queryable,
  events: readonly Event[],
): Promise<readonly Event[]> => {
  const { rows } = await tx.query<{ integration_id: string }>(
    /* sql */ `
    select known.integration_id
      from json_to_recordset($1) as asked(${recordOf(key)}) ${lookUp('catalogs', 'asked', key)}
     where known.is_deleted`,
    [JSON.stringify(catalogsOf(events))],
  );
  if (rows.length === 0) return events;
  const deleted = new Set(rows.map(({ integration_id }) => integration_id));
  return events.filter(({ data }) => !deleted.has(data.integration_id));
};

/**
 * The text that changes whenever an answer about this catalog may: the source of ETags. Null while nothing was
 * ever catalogued, or when the integration was deleted.
 */
export const catalogVersion = async (
  db: Queryable,
  { tenantId, integrationId }: { tenantId: string; integrationId: string },
): Promise<string | null> => {
  const { rows } = await db.query<{ version: string }>(
    /* sql */ `
    select changed_position::text as version from read_model.catalogs
     where tenant_id = $1 and integration_id = $2 and not is_deleted`,
    [tenantId, integrationId],
  );
  return rows[0]?.version ?? null;
};
