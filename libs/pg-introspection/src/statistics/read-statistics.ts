import type { RelationStatistics } from '@cadastre/events';
import { bucketOf, withoutBuckets } from '../fingerprints/buckets.ts';
import { fingerprintSettings } from '../fingerprints/fingerprint-settings.ts';
import { emptyFootprint, type Footprint } from '../session/footprint.ts';
import { readAll } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { chooseSchemas, type SchemaChoice } from '../snapshot/choose-schemas.ts';
import { beginRead } from '../snapshot/read-transaction.ts';
import { isLockTimeout } from '../snapshot/reading-error.ts';
import { defaultLimits, type SnapshotLimits } from '../snapshot/snapshot-settings.ts';
import { movedSince, readPrint } from './statistics-print.ts';
import { statisticsStatement, type StatisticsRow } from './statistics-rows.ts';

export type StatisticsOptions = SchemaChoice & {
  /** The print of what is known: only relations that moved since are looked at; null for all. */
  readonly before?: Buffer | null;
  /** How many relations may be measured; tests have few. */
  readonly budget?: number;
  readonly limits?: Partial<SnapshotLimits>;
  readonly signal?: AbortSignal;
};

export type Statistics = {
  /** In OID order. */
  readonly relations: readonly RelationStatistics[];
  /** How many of them go by the planner's page counts: locked by others, or beyond what is measured at once. */
  readonly estimated: number;
  /** What they are as of; the next reading begins with it, and takes what was left for it. */
  readonly print: Buffer;
  readonly footprint: Footprint;
};

/** Waiting this long for a lock is a sign that somebody needs the relation more than we do. */
const lockPatienceMs = 100;

/**
 * How many relations and indexes the server is asked the size of at once. Each is loaded into the memory of the session
 * there, where it stays: 8 kB.
 */
const measuredAtOnce = 8_000;

/**
 * Sizes and row estimates of everything that stores rows, after the structure has been read. Four statements, whatever
 * the size. Never waits long for a lock and never keeps one.
 */
export const readStatistics = async (
  session: TargetSession,
  options: StatisticsOptions = {},
): Promise<Statistics> => {
  const limits = { ...defaultLimits, lockTimeoutMs: lockPatienceMs, ...options.limits };
  const footprint = emptyFootprint();
  const budget = options.budget ?? measuredAtOnce;
  const read = (measured: number) => readOnce({ session, limits, footprint, options, budget: measured });
  try {
    return await read(budget);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
  }
  // Somebody took a lock after it was looked who has one. That one is known now; if there is another, nothing is measured.
  try {
    return await read(budget);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    return await read(0);
  }
};

type Reading = {
  readonly session: TargetSession;
  readonly limits: SnapshotLimits;
  readonly footprint: Footprint;
  readonly options: StatisticsOptions;
  readonly budget: number;
};

const readOnce = async ({ session, limits, footprint, options, budget }: Reading): Promise<Statistics> => {
  options.signal?.throwIfAborted();
  const transaction = await beginRead(session, footprint);
  try {
    const { print, schemas } = await readPrint(session, fingerprintSettings(limits), footprint);
    const buckets = movedSince(options.before ?? null, print);
    if (buckets?.length === 0) return { relations: [], estimated: 0, print, footprint };
    const schemaOids = `{${chooseSchemas(schemas, options)
      .read.map(({ oid }) => oid)
      .join(',')}}`;
    const rows = await readAll(session, statisticsStatement({ schemaOids, budget, buckets }), footprint);
    return {
      relations: rows.map((row) => toStatistics(row, session.serverVersionNum)),
      estimated: rows.filter(([, , , tableBytes]) => tableBytes === null).length,
      print: withoutBuckets(
        print,
        new Set(rows.filter((row) => row[7] === 't').map(([oid]) => bucketOf(Number(oid)))),
      ),
      footprint,
    };
  } finally {
    await transaction.end();
  }
};

/** "Never analysed" is -1 since version 14; before, an empty table and an unknown one looked the same. */
const rowEstimateOf = (rows: number, pages: number, version: number): number | null => {
  if (version >= 140_000) return rows < 0 ? null : rows;
  return rows === 0 && pages === 0 ? null : rows;
};

const toStatistics = (row: StatisticsRow, version: number): RelationStatistics => {
  const [oid, rows, pages, tableBytes, indexBytes, tableBytesByPages, indexBytesByPages] = row;
  const table = Number(tableBytes ?? tableBytesByPages);
  const index = Number(indexBytes ?? indexBytesByPages);
  return {
    oid: Number(oid),
    row_estimate: rowEstimateOf(Number(rows), Number(pages), version),
    table_bytes: table,
    index_bytes: index,
    total_bytes: table + index,
  };
};
