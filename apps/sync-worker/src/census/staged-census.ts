import { randomUUID } from 'node:crypto';
import type { Census, CensusEntry } from '@cadastre/pg-introspection';
import type { Queryable } from '@cadastre/postgres';
import { deleteOfCatalog, type KnownCatalog } from '../known-objects/known-catalog.ts';
import { catalogOrdinal } from '../known-objects/known-object.ts';
import type { FencedWrite } from '../run-sync/fenced-write.ts';

/** A census in our own database, to be compared with the known objects there: neither is ever held here. */
export type StagedCensus = KnownCatalog & {
  readonly reading: string;
  /** Ordinals of the system catalogs that it counts. */
  readonly catalogs: readonly number[];
  readonly structures: Census['structures'];
};

/**
 * In the place of any that an earlier reading left.
 *
 * @throws LeaseLost where a later attempt may have staged its own
 */
export const stageCensus = async (
  fenced: FencedWrite,
  { tenantId, integrationId }: KnownCatalog,
  census: Census,
): Promise<StagedCensus> => {
  const staged = {
    tenantId,
    integrationId,
    reading: randomUUID(),
    catalogs: census.catalogs.map((catalog) => catalogOrdinal(catalog)),
    structures: (oids: readonly number[]) => census.structures(oids),
  };
  await fenced((tx) => clearCensus(tx, staged));
  for await (const page of census.entries()) await fenced((tx) => stage(tx, staged, page));
  return staged;
};

/** Of all readings of the integration. */
export const clearCensus = (tx: Queryable, catalog: KnownCatalog): Promise<void> =>
  deleteOfCatalog(tx, 'census', catalog);

const stage = async (
  tx: Queryable,
  { tenantId, integrationId, reading }: StagedCensus,
  entries: readonly CensusEntry[],
): Promise<void> => {
  await tx.query(
    /* sql */ `
    insert into sync_worker.census
      (tenant_id, integration_id, reading, catalog, oid, schema_name, qualified_name, kind, columns)
    select $1, $2, $3, entry.catalog, entry.oid, entry.schema_name, entry.qualified_name, entry.kind, entry.columns::text[]
      from unnest($4::smallint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[])
        as entry(catalog, oid, schema_name, qualified_name, kind, columns)`,
    [
      tenantId,
      integrationId,
      reading,
      entries.map(({ identity }) => catalogOrdinal(identity.catalog)),
      entries.map(({ identity }) => identity.oid),
      entries.map(({ schema }) => schema),
      entries.map(({ qualifiedName }) => qualifiedName),
      entries.map(({ kind }) => kind),
      entries.map(({ columns }) => columns),
    ],
  );
};
