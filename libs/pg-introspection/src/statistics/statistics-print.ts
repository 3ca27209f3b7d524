import { bucketSql, changedBuckets } from '../fingerprints/buckets.ts';
import { fingerprintSettings } from '../fingerprints/fingerprint-settings.ts';
import { emptyFootprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { beginRead } from '../snapshot/read-transaction.ts';
import { defaultLimits, type SnapshotLimits } from '../snapshot/snapshot-settings.ts';

type PrintRow = readonly [buckets: string | null];

/**
 * What moves when rows come, change or go, and when the planner's counts do: sums of it, a bucket for some relations each.
 * Asking every relation for its size takes longer than reading the rest of an unchanged catalog.
 */
const printStatement = (): Statement<PrintRow> =>
  statement(
    /* sql */ `
    select pg_catalog.encode(pg_catalog.string_agg(
             pg_catalog.int2send(g.bucket::pg_catalog.int2) || pg_catalog.int8send(g.sum), '' order by g.bucket), 'hex')
      from (select ${bucketSql('c.oid')} as bucket, pg_catalog.sum(c.hash >> 20)::pg_catalog.int8 as sum
              from (select c.oid::pg_catalog.int8 as oid,
                           pg_catalog.hashint8extended(
                             c.oid::pg_catalog.int8 << 32 | (c.relpages & 4294967295),
                             pg_catalog.hashfloat8extended(
                               c.reltuples::pg_catalog.float8,
                               pg_catalog.pg_stat_get_tuples_inserted(c.oid)
                               + pg_catalog.pg_stat_get_tuples_updated(c.oid) * 3
                               + pg_catalog.pg_stat_get_tuples_deleted(c.oid) * 7)) as hash
                      from pg_catalog.pg_class c
                     where c.relkind in ('r', 'p', 'm', 'f')) as c
             group by 1) as g`,
    [],
    1,
  );

/** As of now. Equal prints: no statistics worth reading have moved. */
export const readStatisticsPrint = async (
  session: TargetSession,
  options: { readonly limits?: Partial<SnapshotLimits> } = {},
): Promise<Buffer> => {
  const footprint = emptyFootprint();
  const limits = { ...defaultLimits, ...options.limits };
  const transaction = await beginRead(session, fingerprintSettings(limits), footprint);
  try {
    const [row] = await readAll(session, printStatement(), footprint);
    return Buffer.from(row?.[0] ?? '', 'hex');
  } finally {
    await transaction.end();
  }
};

/** Where to look since then; null for everywhere. */
export const movedSince = (before: Buffer | null, now: Buffer): number[] | null =>
  before === null ? null : changedBuckets(before, now);
