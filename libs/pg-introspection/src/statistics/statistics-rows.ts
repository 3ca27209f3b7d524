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
 *
 * A size makes the server load the relation and each of its indexes, 0.05 ms and 8 kB of its memory apiece. What holds no
 * row is therefore asked for one size only: PostgreSQL counted the pages of its indexes when it made or emptied them.
 * TRUNCATE says 0 of what has its first page. (Not counted: the free space map that VACUUM leaves, 24 kB.)
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
    ), counted as (
      select c.oid, c.reltuples, c.relpages,
             case when c.is_measured then pg_catalog.pg_relation_size(c.oid) end as main_bytes,
             (c.relpages + coalesce((select greatest(t.relpages, 0) + coalesce(pg_catalog.sum(greatest(ti.relpages, 1)), 0)
                                       from pg_catalog.pg_class t
                                       left join pg_catalog.pg_index i on i.indrelid = t.oid
                                       left join pg_catalog.pg_class ti on ti.oid = i.indexrelid
                                      where t.oid = c.reltoastrelid
                                      group by t.oid, t.relpages), 0)) * b.bytes as table_bytes,
             coalesce((select pg_catalog.sum(case ic.relkind when 'i' then greatest(ic.relpages, 1) else 0 end)
                         from pg_catalog.pg_index i
                         join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                        where i.indrelid = c.oid), 0) * b.bytes as index_bytes
        from chunk c, (select pg_catalog.current_setting('block_size')::pg_catalog.int8 as bytes) as b
      offset 0
    )
    select c.oid, c.reltuples, c.relpages,
           case when c.main_bytes > 0 then pg_catalog.pg_table_size(c.oid) when c.main_bytes = 0 then c.table_bytes end,
           case when c.main_bytes > 0 then pg_catalog.pg_indexes_size(c.oid) when c.main_bytes = 0 then c.index_bytes end,
           c.table_bytes, c.index_bytes
      from counted c
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
