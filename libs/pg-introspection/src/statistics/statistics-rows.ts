import { bucketSql } from '../fingerprints/buckets.ts';
import { statement, type Statement } from '../session/statement.ts';

export type StatisticsRow = readonly [
  oid: string,
  rowEstimate: string,
  pages: string,
  tableBytes: string | null,
  indexBytes: string | null,
  /** The same by the planner's page counts. */
  tableBytesByPages: string,
  indexBytesByPages: string,
];

/** How many relations are measured in one transaction. */
export const chunkRelations = 2_500;

/**
 * The next relations after an OID. Asking for a size waits for whoever holds the relation or one of its indexes
 * exclusively, so these are left to the page counts; `isExact` false asks for no size at all.
 */
export const statisticsStatement = (chunk: {
  schemaOids: string;
  afterOid: number;
  isExact: boolean;
  /** Null for relations of all of them. */
  buckets: readonly number[] | null;
}): Statement<StatisticsRow> =>
  statement(
    /* sql */ `
    with locked(oid) as materialized (
      select coalesce(i.indrelid, t.oid, l.relation)
        from pg_catalog.pg_locks l
        left join pg_catalog.pg_index i on i.indexrelid = l.relation
        left join pg_catalog.pg_class t on t.reltoastrelid = l.relation
       where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.pid <> pg_catalog.pg_backend_pid()
    ), chunk as materialized (
      -- PostgreSQL 18 says -1 pages of a partitioned table that was analysed.
      select c.oid, c.reltuples, greatest(c.relpages, 0) as relpages, c.reltoastrelid,
             c.relkind in ('r', 'm') and $3::pg_catalog.bool
             and c.oid not in (select l.oid from locked l where l.oid is not null) as is_measured
        from pg_catalog.pg_class c
       where c.relnamespace = any ($1::pg_catalog.oid[]) and c.relkind in ('r', 'p', 'm', 'f')
         and c.oid > $2::pg_catalog.oid
         and ($4::pg_catalog.bool
              or ${bucketSql('c.oid::pg_catalog.int8')} in (select pg_catalog.unnest($5::pg_catalog.int4[])))
       order by c.oid
       limit ${chunkRelations}
    )
    select c.oid, c.reltuples, c.relpages,
           case when c.is_measured then pg_catalog.pg_table_size(c.oid) end,
           case when c.is_measured then pg_catalog.pg_indexes_size(c.oid) end,
           (c.relpages + coalesce((select t.relpages from pg_catalog.pg_class t where t.oid = c.reltoastrelid), 0))
             * b.bytes,
           coalesce((select pg_catalog.sum(ic.relpages)
                       from pg_catalog.pg_index i
                       join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                      where i.indrelid = c.oid), 0) * b.bytes
      from chunk c, (select pg_catalog.current_setting('block_size')::pg_catalog.int8 as bytes) as b
     order by c.oid`,
    [
      chunk.schemaOids,
      String(chunk.afterOid),
      String(chunk.isExact),
      String(chunk.buckets === null),
      `{${chunk.buckets?.join(',') ?? ''}}`,
    ],
    chunkRelations,
  );
