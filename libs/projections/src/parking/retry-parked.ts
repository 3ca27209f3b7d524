import type { LoggedEvent } from '@cadastre/events';
import type pg from 'pg';
import type { Queryable } from '@cadastre/postgres';
import { tryEvents } from '../apply/apply-events.ts';
import { describePoison, type PoisonReason } from '../apply/poison.ts';
import type { Entry } from '../apply/runs.ts';
import { sortPage, type PoisonEntry } from '../apply/sort-page.ts';
import { inProjectionTransaction } from '../apply/transaction.ts';
import type { EventSource } from '../event-source.ts';
import type { AnyProjection } from '../projection.ts';
import { listParkedPositions } from './parked-keys.ts';
import { lockWish, noteSkipped, settleWish, type Wish } from './parked-wish.ts';
import { readParkedEvents } from './read-parked-events.ts';

export type RetryParked = {
  readonly pool: pg.Pool;
  readonly source: EventSource;
  readonly projection: AnyProjection;
  /** Keeps everybody else from this key's rows until the transaction ends; throws when that is not ours to do. */
  readonly hold: (tx: Queryable) => Promise<unknown>;
  readonly wish: Wish;
  readonly batchSize: number;
};

/**
 * `applied`: a page of it, more may wait. `freed`: nothing waits any more. `stuck`: an event still cannot be applied. `moved`:
 * somebody was faster, or wishes something else by now, and nothing was done.
 */
export type RetryOutcome = 'applied' | 'freed' | 'stuck' | 'moved';

/** One page of what is parked under a key, in order. */
export const retryParked = async (work: RetryParked): Promise<RetryOutcome> => {
  const { pool, projection, wish, batchSize: limit } = work;
  const place = { projection: projection.name, key: wish.key };
  const positions = await listParkedPositions(pool, { ...place, limit });
  const page = await readParkedEvents(work, positions);
  return inProjectionTransaction(pool, projection, async (tx) => {
    await work.hold(tx);
    const parked = await lockWish(tx, projection.name, wish);
    const still = await listParkedPositions(tx, { ...place, limit: positions.length });
    if (parked === null || String(still) !== String(positions)) return 'moved';
    // The event that was named is given up, and no other.
    const skipped = wish.action === 'skip' && positions[0] === parked.position ? parked.position : null;
    const wanted = ({ position }: LoggedEvent): boolean => position !== skipped;
    const sorted = sortPage(
      { events: page.events.filter(wanted), unreadable: page.unreadable.filter(wanted) },
      projection,
      new Set(),
    );
    const failed = await applyInOrder(tx, projection, sorted);
    await forget(tx, work, failed === null ? positions : positions.filter((p) => p < failed.position));
    if (skipped !== null) await noteSkipped(tx, wish);
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

const forget = async (
  tx: Queryable,
  { projection, wish }: RetryParked,
  positions: readonly number[],
): Promise<void> => {
  await tx.query(
    'delete from projections.parked_events where projection = $1 and key = $2 and position = any($3::bigint[])',
    [projection.name, wish.key, positions],
  );
};

const markStuck = async (
  tx: Queryable,
  { projection, wish }: RetryParked,
  { event, cause }: Failed,
): Promise<'stuck'> => {
  await tx.query(
    /* sql */ `
    update projections.parked_keys
       set position = $3, event_id = $4, event_type = $5, code = $6, reason = $7, tries = tries + 1,
           requested = null, request_id = null
     where projection = $1 and key = $2`,
    [projection.name, wish.key, event.position, event.eventId, event.type, cause.code, cause.reason],
  );
  await settleWish(tx, wish, 'stuck');
  return 'stuck';
};

const freeIfEmpty = async (tx: Queryable, { projection, wish }: RetryParked): Promise<boolean> => {
  const { rowCount } = await tx.query(
    /* sql */ `
    delete from projections.parked_keys as parked
     where projection = $1 and key = $2
       and not exists (select from projections.parked_events as waiting
                        where waiting.projection = parked.projection and waiting.key = parked.key)`,
    [projection.name, wish.key],
  );
  if (rowCount !== 1) return false;
  await settleWish(tx, wish, 'freed');
  return true;
};

/** What was asked for is a retry from here on: only one event is ever skipped. */
const goOn = async (tx: Queryable, { projection, wish }: RetryParked): Promise<'applied'> => {
  await tx.query(
    "update projections.parked_keys set requested = 'retry' where projection = $1 and key = $2",
    [projection.name, wish.key],
  );
  return 'applied';
};
