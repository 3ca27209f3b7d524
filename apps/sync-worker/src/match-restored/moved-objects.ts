import type { RenumberedColumn } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { deleteOfCatalog, type KnownCatalog } from '../known-objects/known-catalog.ts';
import { catalogAt, catalogOrdinal } from '../known-objects/known-object.ts';
import { numbersOf, type OidMoves } from './match-by-name.ts';

/** Columns of moved relations that have other numbers, by the OID that the relation had. No entry: it did not move. */
export const columnsOfMoved = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  relations: readonly number[],
): Promise<Map<number, readonly RenumberedColumn[]>> => {
  const { rows } = await db.query<{ from_oid: number; columns: RenumberedColumn[] }>(
    /* sql */ `
    select from_oid, columns from sync_worker.moved_objects
     where tenant_id = $1 and integration_id = $2 and catalog = $3 and from_oid = any ($4::bigint[])`,
    [tenantId, integrationId, catalogOrdinal('pg_class'), relations],
  );
  return new Map(rows.map(({ from_oid, columns }) => [Number(from_oid), columns]));
};

/** What an attempt before this one moved, that did not come to the end. */
export const readMoves = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
): Promise<OidMoves[]> => {
  const { rows } = await db.query<{ catalog: number; froms: string; tos: string }>(
    /* sql */ `
    select catalog, string_agg(from_oid::text, ',' order by from_oid) as froms,
           string_agg(to_oid::text, ',' order by from_oid) as tos
      from sync_worker.moved_objects where tenant_id = $1 and integration_id = $2 group by catalog`,
    [tenantId, integrationId],
  );
  return rows.map(({ catalog, froms, tos }) => ({
    catalog: catalogAt(catalog),
    froms: numbersOf(froms),
    tos: numbersOf(tos),
  }));
};

/** Once everything has moved, nothing names anything by an old OID. */
export const forgetMoves = (tx: Queryable, catalog: KnownCatalog): Promise<void> =>
  deleteOfCatalog(tx, 'moved_objects', catalog);
