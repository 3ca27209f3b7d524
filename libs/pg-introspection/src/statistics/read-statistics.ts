import type { RelationStatistics } from '@cadastre/events';
import { schemasStatement } from '../kinds/schema/schema.ts';
import { emptyFootprint, type Footprint } from '../session/footprint.ts';
import { readAll } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { chooseSchemas, type SchemaChoice } from '../snapshot/choose-schemas.ts';
import { beginRead } from '../snapshot/read-transaction.ts';
import { isLockTimeout } from '../snapshot/reading-error.ts';
import { defaultLimits, shortReadSettings, type SnapshotLimits } from '../snapshot/snapshot-settings.ts';
import { chunkRelations, statisticsStatement, type StatisticsRow } from './statistics-rows.ts';

export type StatisticsOptions = SchemaChoice & {
  /** Of `movedSince`: only relations in these are looked at; null for all. */
  readonly buckets?: readonly number[] | null;
  readonly limits?: Partial<SnapshotLimits>;
  readonly signal?: AbortSignal;
};

export type StatisticsPage = {
  /** In OID order. */
  readonly relations: readonly RelationStatistics[];
  /** How many of them were locked by others: their sizes are the planner's page counts. */
  readonly estimated: number;
  readonly footprint: Footprint;
};

/** Waiting this long for a lock is a sign that somebody needs the relation more than we do. */
const lockPatienceMs = 100;

/**
 * Sizes and row estimates of everything that stores rows. Not a snapshot: each page is a short transaction of its
 * own, after the structure has been read. Never waits long for a lock and never keeps one.
 */
export async function* readStatistics(
  session: TargetSession,
  options: StatisticsOptions = {},
): AsyncGenerator<StatisticsPage, void> {
  const limits = { ...defaultLimits, lockTimeoutMs: lockPatienceMs, ...options.limits };
  const footprint = emptyFootprint();
  const reading: Reading = { session, limits, footprint, options };
  const schemaOids = await inShortRead(reading, async () => {
    const rows = await readAll(session, schemasStatement(), footprint);
    const { read } = chooseSchemas(
      rows.map(([oid, name]) => ({ oid, name })),
      options,
    );
    return `{${read.map(({ oid }) => oid).join(',')}}`;
  });
  let afterOid = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const rows = await readChunk(reading, schemaOids, afterOid);
    if (rows.length > 0) {
      const relations = rows.map((row) => toStatistics(row, session.serverVersionNum));
      yield {
        relations,
        estimated: rows.filter(([, , , tableBytes]) => tableBytes === null).length,
        footprint,
      };
    }
    if (rows.length < chunkRelations) return;
    afterOid = Number(rows.at(-1)?.[0]);
  }
}

type Reading = {
  session: TargetSession;
  limits: SnapshotLimits;
  footprint: Footprint;
  options: StatisticsOptions;
};

const inShortRead = async <T>(reading: Reading, work: () => Promise<T>): Promise<T> => {
  const { session, limits, footprint } = reading;
  const transaction = await beginRead(session, shortReadSettings(limits), footprint);
  try {
    return await work();
  } finally {
    await transaction.end();
  }
};

/** Somebody may take a lock after we looked who has one: then the whole chunk goes by page counts. */
const readChunk = async (
  reading: Reading,
  schemaOids: string,
  afterOid: number,
): Promise<StatisticsRow[]> => {
  const read = (isExact: boolean) =>
    inShortRead(reading, () =>
      readAll(
        reading.session,
        statisticsStatement({ schemaOids, afterOid, isExact, buckets: reading.options.buckets ?? null }),
        reading.footprint,
      ),
    );
  try {
    return await read(true);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    return await read(false);
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
