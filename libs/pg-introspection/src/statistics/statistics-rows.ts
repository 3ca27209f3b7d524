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
  /** Beyond the budget, and the page counts are known to be behind. */
  isLeft: string,
];

/**
 * Looked up for one relation at a time: often few are asked about, and of all of them it takes no longer than joining the
 * catalogs whole.
 */
const indexesOf = (relation: string): string => /* sql */ `
  select pg_catalog.count(*) as indexes,
         coalesce(pg_catalog.sum(case x.relkind when 'i' then greatest(x.relpages, 1) else 0 end), 0) as pages
    from pg_catalog.pg_index i
    join pg_catalog.pg_class x on x.oid = i.indexrelid
   where i.indrelid = ${relation}`;

/**
 * Everything that stores rows. Asking for a size waits for whoever holds the relation or one of its indexes exclusively,
 * so these are left to the page counts.
 *
 * A size makes the server load the relation and each of its indexes, 0.05 ms and 8 kB of its memory apiece, for as long
 * as the session lasts. So there is a budget, which goes to those first whose page counts are the furthest behind, then to
 * the largest: where nothing was written since ANALYZE they are right. What holds no row is asked for one size only:
 * PostgreSQL counted the pages of its indexes when it made or emptied them. TRUNCATE says 0 of what has its first page.
 * (Page counts do not have the free space map and visibility map that VACUUM leaves, some 24 kB.)
 */
export const statisticsStatement = (wanted: {
  schemaOids: string;
  /** How many relations may be loaded. */
  budget: number;
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
    ), chosen as materialized (
      select c.oid, c.reltuples, c.relpages, c.relkind, c.reltoastrelid
        from pg_catalog.pg_class c
       where c.relnamespace = any ($1::pg_catalog.oid[]) and c.relkind in ('r', 'p', 'm', 'f')
         and ($3::pg_catalog.bool
              or ${bucketSql('c.oid::pg_catalog.int8')} in (select pg_catalog.unnest($4::pg_catalog.int4[])))
    ), wanted as materialized (
      -- PostgreSQL 18 says -1 pages of a partitioned table that was analysed.
      select c.oid, c.reltuples, greatest(c.relpages, 0) as relpages, i.pages as index_pages,
             case when t.oid is null then 0 else greatest(t.relpages, 0) + ti.pages end as toast_pages,
             c.relkind in ('r', 'm') and c.oid not in (select l.oid from locked l where l.oid is not null) as is_measurable,
             pg_catalog.pg_stat_get_mod_since_analyze(c.oid)
             + case when t.relpages = 0 then pg_catalog.pg_stat_get_tuples_inserted(t.oid) else 0 end as unseen,
             1 + i.indexes + case when t.oid is null then 0 else 2 end as loads
        from chosen c
        cross join lateral (${indexesOf('c.oid')}) as i
        left join lateral (
          select t.oid, t.relpages from pg_catalog.pg_class t where t.oid = c.reltoastrelid offset 0
        ) as t on true
        cross join lateral (${indexesOf('t.oid')}) as ti
    ), counted as (
      select w.oid, w.reltuples, w.relpages,
             case when w.is_measurable
                   and pg_catalog.sum(case when w.unseen = 0 and w.relpages = 0 then 1 else w.loads end)
                         over (order by w.is_measurable desc, coalesce(w.unseen, 0) desc, w.relpages desc, w.oid
                               rows unbounded preceding) <= $2::pg_catalog.int8
                  then pg_catalog.pg_relation_size(w.oid) end as main_bytes,
             (w.relpages + w.toast_pages) * b.bytes as table_bytes,
             w.index_pages * b.bytes as index_bytes,
             w.is_measurable and w.unseen > 0 as is_behind
        from wanted w, (select pg_catalog.current_setting('block_size')::pg_catalog.int8 as bytes) as b
      offset 0
    )
    select c.oid, c.reltuples, c.relpages,
           case when c.main_bytes > 0 then pg_catalog.pg_table_size(c.oid) when c.main_bytes = 0 then c.table_bytes end,
           case when c.main_bytes > 0 then pg_catalog.pg_indexes_size(c.oid) when c.main_bytes = 0 then c.index_bytes end,
           c.table_bytes, c.index_bytes, c.main_bytes is null and c.is_behind
      from counted c
     order by c.oid`,
    [
      wanted.schemaOids,
      String(wanted.budget),
      String(wanted.buckets === null),
      `{${wanted.buckets?.join(',') ?? ''}}`,
    ],
    2_500,
  );
