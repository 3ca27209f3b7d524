import { statement, type Statement } from '../session/statement.ts';
import { bucketSql } from './buckets.ts';
import type { CatalogRows } from './catalog-rows.ts';

/** The buckets in hex. */
export type CatalogBucketsRow = readonly [owner: string, buckets: string];

const int8 = 'pg_catalog.int8';

/**
 * `age` counts from one transaction id in the whole transaction, so the difference of two ages is that of the ids; it
 * takes half the time of `xmin::text`. Rows that initdb made have ids that do not age.
 */
const aged = `(select b.now from base b) - pg_catalog.age(x.xmin)`;
const xminOf = ({ withoutOwn = false }: CatalogRows, key: string): string =>
  withoutOwn ? aged : `case when ${key} < 16384 then x.xmin::pg_catalog.text::${int8} else ${aged} end`;

/** A changed row has a new `xmin`: which of its owner's rows it is need not count. */
const hashOf = (rows: CatalogRows, key: string): string =>
  rows.text === undefined
    ? `pg_catalog.hashint8((${key} << 32) + ${xminOf(rows, key)})`
    : `pg_catalog.hashint8((${key} << 32) + pg_catalog.hashtext(${rows.text}))`;

const branch = (rows: CatalogRows): string => {
  const key = `(${rows.key})::${int8}`;
  const ours = rows.withoutOwn === true ? `${rows.key} >= 16384::pg_catalog.oid` : 'true';
  const owner = rows.owner ?? `'pg_catalog.${rows.catalog}'::pg_catalog.regclass::pg_catalog.oid`;
  return /* sql */ `
    select (${owner})::${int8} as owner, ${key} as oid, ${hashOf(rows, key)} as hash
      from pg_catalog.${rows.catalog} x
     where ${ours} and ${rows.where ?? 'true'}`;
};

/** One statement for the rows of all catalogs. It needs ordinary plans: hashes, not sorts. */
export const catalogsStatement = (rows: readonly CatalogRows[]): Statement<CatalogBucketsRow> =>
  statement(
    /* sql */ `
    with base as materialized (
      select pg_catalog.age('3'::pg_catalog.xid)::${int8} + 3 as now
    ), buckets as (
      select r.owner, ${bucketSql('r.oid')} as bucket, pg_catalog.sum(r.hash) as sum
        from (${rows.map(branch).join(' union all ')}) as r
       group by 1, 2
    )
    select g.owner,
           pg_catalog.encode(pg_catalog.string_agg(
             pg_catalog.int2send(g.bucket::pg_catalog.int2) || pg_catalog.int8send(g.sum), '' order by g.bucket), 'hex')
      from buckets g group by g.owner`,
    [],
    100,
  );
