import type { StatisticsObserved } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { LoggedEvent } from '../projection.ts';
import { inChunks, recordOf } from '../tables/table.ts';

const row = recordOf({
  tenant_id: 'text',
  integration_id: 'uuid',
  oid: 'oid',
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
      const observed = { tenant_id: metadata.tenantId, integration_id, observed_at, ...relation };
      latest.set(`${integration_id} ${relation.oid}`, observed);
    }
  }
  await inChunks([...latest.values()], (chunk) =>
    tx.query(
      /* sql */ `
      update read_model.objects as known
         set row_estimate = seen.row_estimate, table_bytes = seen.table_bytes, index_bytes = seen.index_bytes,
             total_bytes = seen.total_bytes, statistics_at = seen.observed_at
        from json_to_recordset($1) as seen(${row})
       where known.tenant_id = seen.tenant_id and known.integration_id = seen.integration_id
         and known.oid = seen.oid and known.catalog = 'pg_class'`,
      [JSON.stringify(chunk)],
    ),
  );
};
