import { identityKey, type ObjectIdentity, type ObjectKind } from '@cadastre/events';
import { bucketSql, partlyRead, wholeCatalogs, type ReadPart } from '@cadastre/pg-introspection';
import type { Queryable } from '@cadastre/postgres';
import type { KnownCatalog } from './known-catalog.ts';
import { catalogAt, catalogOrdinal, type KnownObject } from './known-object.ts';

type Row = {
  catalog: number;
  oid: number;
  kind: ObjectKind;
  schema_name: string | null;
  name: string;
  qualified_name: string;
  hash: string;
  discovered_commit: string;
  discovered_ordinal: number;
  altered_commits: string[];
  altered_ordinals: number[];
  has_base: boolean;
  changed_commit: string;
  row_estimate: number | null;
  table_bytes: number | null;
  index_bytes: number | null;
  total_bytes: number | null;
};

const pageRows = 2_000;

const columnsSql = /* sql */ `
  catalog, oid, kind, schema_name, name, qualified_name, encode(hash, 'hex') as hash,
  discovered_commit::text, discovered_ordinal, altered_commits::text[], altered_ordinals,
  base is not null as has_base, changed_commit::text,
  row_estimate, table_bytes, index_bytes, total_bytes`;

/**
 * The known objects of an integration in (catalog, oid) order, a page at a time: memory does not grow with the catalog.
 *
 * @param part those that a reading of this part is about; null for all
 */
export async function* readKnownObjects(
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  part: ReadPart | null = null,
): AsyncGenerator<KnownObject> {
  const wanted = part === null ? everything : inPart(part);
  let after = { catalog: -1, oid: 0 };
  for (;;) {
    const { rows } = await db.query<Row>(
      /* sql */ `
      select ${columnsSql}
        from sync_worker.known_objects
       where tenant_id = $4 and integration_id = $1 and (catalog, oid) > ($2, $3)
         and ($5::smallint[] is null or catalog = any ($5)
              or (catalog, ${bucketSql('oid')}) in (select * from unnest($6::smallint[], $7::int[]))
              or (catalog, oid) in (select * from unnest($8::smallint[], $9::bigint[])))
       order by catalog, oid
       limit ${pageRows}`,
      [integrationId, after.catalog, after.oid, tenantId, ...wanted],
    );
    for (const row of rows) yield toKnownObject(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = { catalog: last.catalog, oid: last.oid };
  }
}

/** Those of the identities that are known, by `identityKey`. */
export const readKnownObjectsAt = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  identities: readonly ObjectIdentity[],
): Promise<Map<string, KnownObject>> => {
  const { rows } = await db.query<Row>(
    /* sql */ `
    select ${columnsSql}
      from sync_worker.known_objects
      join unnest($3::smallint[], $4::bigint[]) as wanted(catalog, oid) using (catalog, oid)
     where tenant_id = $1 and integration_id = $2`,
    [
      tenantId,
      integrationId,
      identities.map(({ catalog }) => catalogOrdinal(catalog)),
      identities.map(({ oid }) => oid),
    ],
  );
  return new Map(rows.map(toKnownObject).map((known) => [identityKey(known.identity), known]));
};

const everything = [null, [], [], [], []];

const inPart = (part: ReadPart): number[][] => {
  const { buckets, oids } = part;
  const catalogs = (of: ReadPart['oids']) =>
    partlyRead.flatMap((catalog) => of[catalog].map(() => catalogOrdinal(catalog)));
  const numbers = (of: ReadPart['oids']) => partlyRead.flatMap((catalog) => [...of[catalog]]);
  return [
    wholeCatalogs(part).map(catalogOrdinal),
    catalogs(buckets),
    numbers(buckets),
    catalogs(oids),
    numbers(oids),
  ];
};

const toKnownObject = (row: Row): KnownObject => ({
  identity: { catalog: catalogAt(row.catalog), oid: row.oid },
  kind: row.kind,
  schema: row.schema_name,
  name: row.name,
  qualifiedName: row.qualified_name,
  hash: row.hash,
  discovered: { commitId: row.discovered_commit, ordinal: row.discovered_ordinal },
  altered: row.altered_commits.map((commitId, index) => ({
    commitId,
    ordinal: row.altered_ordinals[index] ?? 0,
  })),
  hasBase: row.has_base,
  changedIn: row.changed_commit,
  statistics:
    row.total_bytes === null
      ? null
      : {
          row_estimate: row.row_estimate,
          table_bytes: row.table_bytes ?? 0,
          index_bytes: row.index_bytes ?? 0,
          total_bytes: row.total_bytes,
        },
});
