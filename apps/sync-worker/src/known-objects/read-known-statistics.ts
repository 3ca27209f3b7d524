import type { RelationStatistics } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { KnownCatalog } from './known-catalog.ts';
import { catalogOrdinal } from './known-object.ts';

type Row = {
  oid: number;
  row_estimate: number | null;
  table_bytes: number | null;
  index_bytes: number | null;
  total_bytes: number | null;
};

/** What was last observed of these relations, by OID: null where nothing was yet, no entry for what is not known. */
export const readKnownStatistics = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  relations: readonly { oid: number }[],
): Promise<Map<number, RelationStatistics | null>> => {
  const { rows } = await db.query<Row>(
    /* sql */ `
    select oid, row_estimate, table_bytes, index_bytes, total_bytes
      from sync_worker.known_objects
     where tenant_id = $4 and integration_id = $1 and catalog = $2 and oid = any($3::bigint[])`,
    [integrationId, catalogOrdinal('pg_class'), relations.map(({ oid }) => oid), tenantId],
  );
  return new Map(rows.map((row) => [row.oid, toStatistics(row)]));
};

const toStatistics = ({
  oid,
  row_estimate,
  table_bytes,
  index_bytes,
  total_bytes,
}: Row): RelationStatistics | null =>
  table_bytes === null || index_bytes === null || total_bytes === null
    ? null
    : { oid, row_estimate, table_bytes, index_bytes, total_bytes };
