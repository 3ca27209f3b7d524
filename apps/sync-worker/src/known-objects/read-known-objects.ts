import type { IntegrationId, ObjectKind } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { catalogAt, type KnownObject } from './known-object.ts';

type Row = {
  catalog: number;
  oid: number;
  kind: ObjectKind;
  schema_name: string | null;
  name: string;
  qualified_name: string;
  hash: string;
  commits: string[];
  ordinals: number[];
  row_estimate: number | null;
  table_bytes: number | null;
  index_bytes: number | null;
  total_bytes: number | null;
};

const pageRows = 2_000;

/** All known objects of an integration in (catalog, oid) order, a page at a time: memory does not grow with the catalog. */
export async function* readKnownObjects(
  db: Queryable,
  integrationId: IntegrationId,
): AsyncGenerator<KnownObject> {
  let after = { catalog: -1, oid: 0 };
  for (;;) {
    const { rows } = await db.query<Row>(
      /* sql */ `
      select catalog, oid, kind, schema_name, name, qualified_name, encode(hash, 'hex') as hash,
             (array[discovered_commit] || altered_commits)::text[] as commits,
             array[discovered_ordinal] || altered_ordinals as ordinals,
             row_estimate, table_bytes, index_bytes, total_bytes
        from sync_worker.known_objects
       where integration_id = $1 and (catalog, oid) > ($2, $3)
       order by catalog, oid
       limit ${pageRows}`,
      [integrationId, after.catalog, after.oid],
    );
    for (const row of rows) yield toKnownObject(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = { catalog: last.catalog, oid: last.oid };
  }
}

const toKnownObject = (row: Row): KnownObject => ({
  identity: { catalog: catalogAt(row.catalog), oid: row.oid },
  kind: row.kind,
  schema: row.schema_name,
  name: row.name,
  qualifiedName: row.qualified_name,
  hash: row.hash,
  events: row.commits.map((commitId, index) => ({ commitId, ordinal: row.ordinals[index] ?? 0 })),
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
