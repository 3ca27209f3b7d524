import type { SystemCatalog } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { StagedCensus } from '../census/staged-census.ts';
import { catalogAt, catalogOrdinal } from '../known-objects/known-object.ts';

/** OIDs of one system catalog that become others: numbers only, ascending by `froms`. */
export type OidMoves = {
  readonly catalog: SystemCatalog;
  readonly froms: readonly number[];
  readonly tos: readonly number[];
};

/** What of the known objects of one system catalog is there under another OID, or not at all. */
export type Matched = OidMoves & {
  readonly known: number;
  /** OIDs of those whose name nothing there has. */
  readonly gone: readonly number[];
};

type Row = { catalog: number; known: number; froms: string; tos: string; gone: string };

/** The place of an object among those of one name in one system catalog. */
export const placeSql = 'row_number() over (partition by catalog, qualified_name order by oid)';

/**
 * Finds known objects in a census by their names. Where several of a catalog have one name (operator classes of different
 * access methods) they are taken in the order of their OIDs, on both sides.
 */
export const matchByName = async (
  db: Queryable,
  { tenantId, integrationId, reading, catalogs }: StagedCensus,
): Promise<Matched[]> => {
  const { rows } = await db.query<Row>(
    /* sql */ `
    with known as (
      select catalog, oid, qualified_name,
             ${placeSql} as place
        from sync_worker.known_objects
       where tenant_id = $1 and integration_id = $2 and catalog = any ($4::smallint[])
    ), there as (
      select catalog, oid, qualified_name,
             ${placeSql} as place
        from sync_worker.census
       where tenant_id = $1 and integration_id = $2 and reading = $3
    )
    select known.catalog, count(*)::int as known,
           coalesce(string_agg(known.oid::text, ',' order by known.oid) filter (where there.oid <> known.oid), '') as froms,
           coalesce(string_agg(there.oid::text, ',' order by known.oid) filter (where there.oid <> known.oid), '') as tos,
           coalesce(string_agg(known.oid::text, ',' order by known.oid) filter (where there.oid is null), '') as gone
      from known left join there using (catalog, qualified_name, place)
     group by known.catalog
     order by known.catalog`,
    [tenantId, integrationId, reading, catalogs],
  );
  return rows.map(({ catalog, known, froms, tos, gone }) => ({
    catalog: catalogAt(catalog),
    known,
    froms: numbersOf(froms),
    tos: numbersOf(tos),
    gone: numbersOf(gone),
  }));
};

export const numbersOf = (list: string): number[] => (list === '' ? [] : list.split(',').map(Number));

/** Names of columns by `attnum` of relations in the census, by OID, of those that have columns. */
export const censusColumns = async (
  db: Queryable,
  { tenantId, integrationId, reading }: StagedCensus,
  relations: readonly number[],
): Promise<Map<number, { attnum: number; name: string }[]>> => {
  const { rows } = await db.query<{ oid: number; columns: (string | null)[] }>(
    /* sql */ `
    select oid, columns from sync_worker.census
     where tenant_id = $1 and integration_id = $2 and reading = $3 and catalog = $4 and oid = any ($5::bigint[])
       and columns is not null`,
    [tenantId, integrationId, reading, catalogOrdinal('pg_class'), relations],
  );
  return new Map(
    rows.map(({ oid, columns }) => [
      Number(oid),
      columns.flatMap((name, at) => (name === null ? [] : [{ attnum: at + 1, name }])),
    ]),
  );
};
