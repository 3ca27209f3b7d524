import type { Footprint, RelationStatistics } from '@cadastre/events';
import { emptyFootprint } from '../session/footprint.ts';
import { statement, stream, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { beginRead } from '../snapshot/read-transaction.ts';
import { isLockTimeout } from '../snapshot/reading-error.ts';
import { defaultLimits, shortReadSettings } from '../snapshot/snapshot-settings.ts';

type Row = readonly [oid: string, rowEstimate: string | null, tableBytes: string, indexBytes: string];

export type StatisticsPage = {
  readonly relations: readonly RelationStatistics[];
  /** Sizes are multiples of what the planner knows, because a lock kept the exact ones from us. */
  readonly isEstimated: boolean;
};

/** `reltuples` says -1, before PostgreSQL 14 0 pages, for a table that nobody has analysed yet. */
const rowEstimate = /* sql */ `
  case when c.reltuples < 0 or (c.reltuples = 0 and c.relpages = 0) then null else c.reltuples::pg_catalog.float8 end`;

/** What initdb made has smaller OIDs: relations of PostgreSQL's own schemas. */
const firstUserOid = 16_384;

const from = /* sql */ `from pg_catalog.pg_class c`;
const ofRelations = /* sql */ `
 where c.relkind in ('r', 'm', 'p', 'f') and c.relpersistence <> 't' and c.oid > $1::pg_catalog.oid
 order by c.oid`;

const batchRows = 500;

/**
 * Exact sizes: the functions look at files, each under a short ACCESS SHARE lock that it gives back at once. They wait
 * for whoever holds the table exclusively, but no longer than the lock timeout of the transaction.
 */
const exact = (afterOid: number): Statement<Row> =>
  statement<Row>(
    /* sql */ `
    select c.oid, ${rowEstimate},
           case when c.relkind in ('r', 'm') then coalesce(pg_catalog.pg_table_size(c.oid), 0) else 0 end,
           case when c.relkind in ('r', 'm') then coalesce(pg_catalog.pg_indexes_size(c.oid), 0) else 0 end
    ${from}
    ${ofRelations}`,
    [String(afterOid)],
    batchRows,
  );

/** Without touching a table: pages as of the last VACUUM or ANALYZE. */
const estimated = (afterOid: number): Statement<Row> =>
  statement<Row>(
    /* sql */ `
    select c.oid, ${rowEstimate},
           (c.relpages::pg_catalog.int8 + coalesce(t.relpages, 0)) * pg_catalog.current_setting('block_size')::pg_catalog.int8,
           coalesce((select pg_catalog.sum(i.relpages::pg_catalog.int8)
                       from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid
                      where x.indrelid = c.oid), 0) * pg_catalog.current_setting('block_size')::pg_catalog.int8
    ${from}
      left join pg_catalog.pg_class t on t.oid = c.reltoastrelid
    ${ofRelations}`,
    [String(afterOid)],
    batchRows,
  );

const lockTimeoutMs = 500;

/**
 * Sizes and row estimates of all tables, partitions, partitioned and foreign tables and materialized views, by OID,
 * in a short transaction of its own. At most two statements. A table that is locked exclusively does not hold
 * it up: from there on the sizes are estimates.
 */
export async function* readStatistics(
  session: TargetSession,
  footprint: Footprint = emptyFootprint(),
): AsyncGenerator<StatisticsPage, void> {
  let lastOid = firstUserOid - 1;
  try {
    for await (const relations of readPages(session, exact(lastOid), footprint)) {
      yield { relations, isEstimated: false };
      lastOid = relations.at(-1)?.oid ?? lastOid;
    }
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    for await (const relations of readPages(session, estimated(lastOid), footprint)) {
      yield { relations, isEstimated: true };
    }
  }
}

async function* readPages(
  session: TargetSession,
  wanted: Statement<Row>,
  footprint: Footprint,
): AsyncGenerator<RelationStatistics[]> {
  const limits = { ...defaultLimits, lockTimeoutMs };
  const transaction = await beginRead(session, shortReadSettings(limits), footprint);
  try {
    for await (const rows of stream(session, wanted, footprint)) yield rows.map(toStatistics);
  } finally {
    await transaction.end();
  }
}

const toStatistics = ([oid, estimate, tableBytes, indexBytes]: Row): RelationStatistics => ({
  oid: Number(oid),
  row_estimate: estimate === null ? null : Number(estimate),
  table_bytes: Number(tableBytes),
  index_bytes: Number(indexBytes),
  total_bytes: Number(tableBytes) + Number(indexBytes),
});
