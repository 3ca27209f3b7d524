import type { StatisticsObserved, LoggedEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { inChunks, lookUp, recordOf } from '../tables/table.ts';

const key = { tenant_id: 'text', integration_id: 'uuid', oid: 'oid', catalog: 'text' };
const row = recordOf({
  ...key,
  row_estimate: 'double precision',
  table_bytes: 'bigint',
  index_bytes: 'bigint',
  total_bytes: 'bigint',
  observed_at: 'timestamptz',
});

/** Sizes of relations that are in the catalog; the others were dropped meanwhile. The last observation counts. */
export const writeStatistics = async (
  tx: Queryable,
  events: readonly LoggedEvent<StatisticsObserved>[],
): Promise<void> => {
  const latest = new Map<string, object>();
  for (const { metadata, data } of events) {
    const { integration_id, observed_at, relations } = data;
    for (const relation of relations) {
      const place = { tenant_id: metadata.tenantId, integration_id, catalog: 'pg_class' };
      const observed = { ...place, ...relation, observed_at };
      latest.set(`${integration_id} ${relation.oid}`, observed);
    }
  }
  await inChunks([...latest.values()], (chunk) =>
    tx.query(
      /* sql */ `
      update objects as object
         set row_estimate = observed.row_estimate, table_bytes = observed.table_bytes,
             index_bytes = observed.index_bytes, total_bytes = observed.total_bytes,
             statistics_at = observed.observed_at
        from (select seen.*, known.ctid as place
                from json_to_recordset($1) as seen(${row}) ${lookUp('objects', 'seen', key)}) as observed
       where object.ctid = observed.place`,
      [JSON.stringify(chunk)],
    ),
  );
};
