import { bucketSql, changedBuckets } from '../fingerprints/buckets.ts';
import type { Footprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { settingsSql, type Settings } from '../snapshot/read-transaction.ts';

type PrintRow = readonly [what: string, oid: string, value: string | null];

/**
 * What moves when rows come, change or go, and when the planner's counts do: sums of it, a bucket for some relations each.
 * Asking every relation for its size takes longer than reading the rest of an unchanged catalog. The first statement of its
 * transaction, parsed before our empty search path holds: operators name their schema.
 */
const printStatement = (settings: Settings): Statement<PrintRow> =>
  statement(
    /* sql */ `
    ${settingsSql(settings)}
    union all
    select 'schema', n.oid, n.nspname::pg_catalog.text from pg_catalog.pg_namespace n
    union all
    select 'print', 0, pg_catalog.encode(pg_catalog.string_agg(
             pg_catalog.int2send(g.bucket::pg_catalog.int2) operator(pg_catalog.||) pg_catalog.int8send(g.sum), '' order by g.bucket), 'hex')
      from (select ${bucketSql('c.oid')} as bucket, pg_catalog.sum(c.hash operator(pg_catalog.>>) 20)::pg_catalog.int8 as sum
              from (select c.oid::pg_catalog.int8 as oid,
                           pg_catalog.hashint8extended(
                             (c.oid::pg_catalog.int8 operator(pg_catalog.<<) 32)
                               operator(pg_catalog.|) (c.relpages operator(pg_catalog.&) 4294967295),
                             pg_catalog.hashfloat8extended(
                               c.reltuples::pg_catalog.float8,
                               pg_catalog.pg_stat_get_tuples_inserted(c.oid)
                               operator(pg_catalog.+) (pg_catalog.pg_stat_get_tuples_updated(c.oid) operator(pg_catalog.*) 3)
                               operator(pg_catalog.+) (pg_catalog.pg_stat_get_tuples_deleted(c.oid) operator(pg_catalog.*) 7))) as hash
                      from pg_catalog.pg_class c
                     where c.relkind operator(pg_catalog.=) any ('{r,p,m,f}'::pg_catalog."char"[])) as c
             group by 1) as g`,
    [],
    1_000,
  );

export type StatisticsPrint = {
  /** Equal prints: no statistics worth reading have moved. */
  readonly print: Buffer;
  readonly schemas: readonly { readonly oid: string; readonly name: string }[];
};

/** As of now. The first statement of its transaction, for which it sets `settings`. */
export const readPrint = async (
  session: TargetSession,
  settings: Settings,
  footprint: Footprint,
): Promise<StatisticsPrint> => {
  const rows = await readAll(session, printStatement(settings), footprint);
  const print = rows.find(([what]) => what === 'print');
  return {
    print: Buffer.from(print?.[2] ?? '', 'hex'),
    schemas: rows.filter(([what]) => what === 'schema').map(([, oid, name]) => ({ oid, name: name ?? '' })),
  };
};

/** Where to look since then; null for everywhere. */
export const movedSince = (before: Buffer | null, now: Buffer): number[] | null =>
  before === null ? null : changedBuckets(before, now);
