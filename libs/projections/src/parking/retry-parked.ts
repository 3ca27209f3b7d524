import type pg from 'pg';
import type { Queryable } from '@cadastre/postgres';
import { tryEvents } from '../apply/apply-events.ts';
import { describePoison, type PoisonReason } from '../apply/poison.ts';
import type { Entry } from '../apply/runs.ts';
import { sortPage, type PoisonEntry } from '../apply/sort-page.ts';
import { inProjectionTransaction } from '../apply/transaction.ts';
import type { EventSource, LoggedEvent, UnreadableEvent } from '../event-source.ts';
import type { AnyProjection } from '../projection.ts';

export type RetryParked = {
  readonly pool: pg.Pool;
  readonly source: EventSource;
  readonly projection: AnyProjection;
  /** Keeps everybody else from this key's rows until the transaction ends; throws when that is not ours to do. */
  readonly hold: (tx: Queryable) => Promise<unknown>;
  readonly key: string;
  readonly skipsFirst: boolean;
  readonly batchSize: number;
};

/** `applied`: a page of it, more may wait. `freed`: nothing waits any more. `stuck`: an event still cannot be applied. */
export type RetryOutcome = 'applied' | 'freed' | 'stuck';

/** One page of what is parked under a key, in order. When somebody else was faster, nothing is done. */
export const retryParked = async (work: RetryParked): Promise<RetryOutcome> => {
  const { pool, projection, key, batchSize } = work;
  const positions = await readPositions(pool, projection.name, { key, limit: batchSize });
  const skipped = work.skipsFirst ? positions.slice(0, 1) : [];
  const sorted = sortPage(await readAll(work, positions.slice(skipped.length)), projection, new Set());
  return inProjectionTransaction(pool, projection, async (tx) => {
    await work.hold(tx);
    const still = await readPositions(tx, projection.name, { key, limit: positions.length });
    if (String(still) !== String(positions)) return 'applied';
    const failed = await applyInOrder(tx, projection, sorted);
    const done = failed === null ? positions : positions.filter((p) => p < failed.position);
    await forget(tx, work, done);
    if (failed !== null) return markStuck(tx, work, failed);
    return (await freeIfEmpty(tx, work)) ? 'freed' : goOn(tx, work);
  });
};

type Failed = { readonly position: number; readonly event: LoggedEvent; readonly cause: PoisonReason };

/** Set-based first; when that fails, one by one up to the event that cannot be applied. */
const applyInOrder = async (
  tx: Queryable,
  projection: AnyProjection,
  { live, poison }: { live: readonly Entry[]; poison: readonly PoisonEntry[] },
): Promise<Failed | null> => {
  const first =
    poison.length === 0 ? null : poison.reduce((a, b) => (a.event.position < b.event.position ? a : b));
  const ready = live.filter(({ event }) => first === null || event.position < first.event.position);
  if ((await tryEvents(tx, projection, ready)) !== null) {
    for (const entry of ready) {
      const failure = await tryEvents(tx, projection, [entry]);
      if (failure !== null) return failedAt(entry, describePoison(failure.error));
    }
  }
  return first === null ? null : failedAt(first, first.cause);
};

const failedAt = ({ event }: Entry, cause: PoisonReason): Failed => ({
  position: event.position,
  event,
  cause,
});

const readPositions = async (
  db: Queryable,
  projection: string,
  { key, limit }: { key: string; limit: number },
): Promise<number[]> => {
  const { rows } = await db.query<{ position: number }>(
    /* sql */ `
    select position::float8 from projections.parked_events
     where projection = $1 and key = $2 order by position limit $3`,
    [projection, key, limit],
  );
  return rows.map(({ position }) => position);
};

type Page = { events: LoggedEvent[]; unreadable: UnreadableEvent[] };

const readAheadLimit = 50;

/** A type that the projection no longer handles is not found again, and with that it is done. */
const readAll = async ({ source, projection }: RetryParked, positions: readonly number[]): Promise<Page> => {
  const types = Object.keys(projection.on);
  const wanted = new Set(positions);
  const page: Page = { events: [], unreadable: [] };
  for (
    let lookedAt = 0, next = positions[0];
    next !== undefined;
    next = positions.find((p) => p > lookedAt)
  ) {
    const found = await source.read({ afterPosition: next - 1, limit: readAheadLimit, types });
    if (found.nextPosition < next) throw new Error(`The log has no position ${next} any more`);
    page.events.push(...found.events.filter(({ position }) => wanted.has(position)));
    page.unreadable.push(...found.unreadable.filter(({ position }) => wanted.has(position)));
    lookedAt = found.nextPosition;
  }
  return page;
};

const forget = async (
  tx: Queryable,
  { projection, key }: RetryParked,
  positions: readonly number[],
): Promise<void> => {
  await tx.query(
    'delete from projections.parked_events where projection = $1 and key = $2 and position = any($3::bigint[])',
    [projection.name, key, positions],
  );
};

const markStuck = async (
  tx: Queryable,
  { projection, key }: RetryParked,
  { event, cause }: Failed,
): Promise<'stuck'> => {
  await tx.query(
    /* sql */ `
    update projections.parked_keys
       set position = $3, event_id = $4, event_type = $5, code = $6, reason = $7, tries = tries + 1, requested = null
     where projection = $1 and key = $2`,
    [projection.name, key, event.position, event.eventId, event.type, cause.code, cause.reason],
  );
  return 'stuck';
};

const freeIfEmpty = async (tx: Queryable, { projection, key }: RetryParked): Promise<boolean> => {
  const { rowCount } = await tx.query(
    /* sql */ `
    delete from projections.parked_keys as parked
     where projection = $1 and key = $2
       and not exists (select from projections.parked_events as waiting
                        where waiting.projection = parked.projection and waiting.key = parked.key)`,
    [projection.name, key],
  );
  return rowCount === 1;
};

/** What was asked for is a retry from here on: only one event is ever skipped. */
const goOn = async (tx: Queryable, { projection, key }: RetryParked): Promise<'applied'> => {
  await tx.query(
    "update projections.parked_keys set requested = 'retry' where projection = $1 and key = $2",
    [projection.name, key],
  );
  return 'applied';
};
