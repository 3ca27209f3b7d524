import { randomUUID } from 'node:crypto';
import type { Census, CensusEntry } from '@cadastre/pg-introspection';
import type { Queryable } from '@cadastre/postgres';
import type { KnownCatalog } from '../known-objects/known-catalog.ts';
import { catalogOrdinal } from '../known-objects/known-object.ts';

/** A census in our own database, to be compared with the known objects there: neither is ever held here. */
export type StagedCensus = KnownCatalog & {
  readonly reading: string;
  /** Ordinals of the system catalogs that it counts. */
  readonly catalogs: readonly number[];
};

/** In the place of any that an earlier reading left. */
export const stageCensus = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  census: Census,
): Promise<StagedCensus> => {
  const staged = {
    tenantId,
    integrationId,
    reading: randomUUID(),
    catalogs: census.catalogs.map((catalog) => catalogOrdinal(catalog)),
  };
  await clearCensus(db, staged);
  for await (const page of census.entries()) await stage(db, staged, page);
  return staged;
};

/** Of all readings of the integration. */
export const clearCensus = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
): Promise<void> => {
  await db.query('delete from sync_worker.census where tenant_id = $1 and integration_id = $2', [
    tenantId,
    integrationId,
  ]);
};

const stage = async (
  db: Queryable,
  { tenantId, integrationId, reading }: StagedCensus,
  entries: readonly CensusEntry[],
): Promise<void> => {
  await db.query(
    /* sql */ `
    insert into sync_worker.census (tenant_id, integration_id, reading, catalog, oid, qualified_name, columns)
    select $1, $2, $3, entry.catalog, entry.oid, entry.qualified_name, entry.columns::text[]
      from unnest($4::smallint[], $5::bigint[], $6::text[], $7::text[]) as entry(catalog, oid, qualified_name, columns)`,
    [
      tenantId,
      integrationId,
      reading,
      entries.map(({ identity }) => catalogOrdinal(identity.catalog)),
      entries.map(({ identity }) => identity.oid),
      entries.map(({ qualifiedName }) => qualifiedName),
      entries.map(({ columns }) => columns),
    ],
  );
};
