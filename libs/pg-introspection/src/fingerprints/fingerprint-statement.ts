import { statement, type Statement } from '../session/statement.ts';
import { bucketSql } from './buckets.ts';
import { catalogRows, type CatalogRows } from './catalog-rows.ts';

/** `catalog`: an OID and its buckets in hex. `name`: catalog/oid and a name. Everything else: the fact and its value. */
export type FingerprintRow = readonly [what: string, key: string, value: string];

const int8 = 'pg_catalog.int8';

/**
 * `age` counts from one transaction id in the whole transaction, so the difference of two ages is that of the ids; it
 * takes half the time of `xmin::text`. Rows that initdb made have ids that do not age.
 */
const xmin = (key: string): string =>
  `case when ${key} < 16384 then x.xmin::pg_catalog.text::${int8}
        else ((select b.now from base b) - pg_catalog.age(x.xmin)) & 4294967295 end`;

/** Which catalog a row is from must count as well: one transaction may write to several. */
const hashOf = ({ key, part = '0', text }: CatalogRows, index: number): string => {
  const seed = `((${part}) * 64 + ${index})::${int8}`;
  return text === undefined
    ? `pg_catalog.hashint8extended((${key})::${int8} << 32 | ${xmin(`(${key})::${int8}`)}, ${seed})`
    : `pg_catalog.hashtextextended(${text}, (${key})::${int8} * 64 + ${seed})`;
};

const branch = (rows: CatalogRows, index: number): string => {
  const owner = rows.owner ?? `'pg_catalog.${rows.catalog}'::pg_catalog.regclass::pg_catalog.oid`;
  return /* sql */ `
    select (${owner})::${int8} as owner, (${rows.key})::${int8} as oid, ${hashOf(rows, index)} as hash
      from pg_catalog.${rows.catalog} x
     where ${rows.where ?? 'true'}`;
};

/** Who the cluster is; only some roles of some providers may not ask. */
const systemSql = /* sql */ `
  union all select 'system', '', s.system_identifier::pg_catalog.text from pg_catalog.pg_control_system() s
  union all select 'timeline', '', c.timeline_id::pg_catalog.text from pg_catalog.pg_control_checkpoint() c`;

/** One statement for the fingerprint of everything. It needs ordinary plans: hashes, not sorts. */
export const fingerprintStatement = (
  version: number,
  options: { readonly withSystem: boolean },
): Statement<FingerprintRow> =>
  statement(
    /* sql */ `
    with base as materialized (
      select pg_catalog.age('3'::pg_catalog.xid)::${int8} + 3 as now
    ), buckets as (
      -- 44 bits of each hash: half a million rows of one owner still fit
      select r.owner, ${bucketSql('r.oid')} as bucket, pg_catalog.sum(r.hash >> 20)::${int8} as sum
        from (${catalogRows(version).map(branch).join(' union all ')}) as r
       group by 1, 2
    )
    select 'catalog', g.owner::pg_catalog.text,
           pg_catalog.encode(pg_catalog.string_agg(
             pg_catalog.int2send(g.bucket::pg_catalog.int2) || pg_catalog.int8send(g.sum), '' order by g.bucket), 'hex')
      from buckets g group by g.owner
    union all
    select 'name', pg_catalog.concat('pg_namespace/', n.oid), n.nspname::pg_catalog.text
      from pg_catalog.pg_namespace n
     where n.nspname::pg_catalog.text operator(pg_catalog.!~) '^pg_(toast_)?temp_'
    union all
    select 'name', pg_catalog.concat('pg_tablespace/', t.oid), t.spcname::pg_catalog.text
      from pg_catalog.pg_tablespace t
    union all
    select 'transaction', '', pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())::pg_catalog.text
    union all
    select 'startedAt', '', pg_catalog.pg_postmaster_start_time()::pg_catalog.text
    union all
    select 'databaseOid', '', d.oid::pg_catalog.text
      from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
    union all
    select 'serverVersion', '', pg_catalog.version()
    union all
    select 'role', '', pg_catalog.concat(r.oid, ' ', r.rolsuper)
      from pg_catalog.pg_roles r where r.rolname = current_user
    ${options.withSystem ? systemSql : ''}`,
    [],
    2_000,
  );
