import type { LoggedEvent, UnreadableEvent } from '@cadastre/events';
import type pg from 'pg';
import type { Queryable } from '@cadastre/postgres';
import { crashPoint } from '@cadastre/service-runtime';
import { applyEvents } from '../apply/apply-events.ts';
import { applyOneByOne } from '../apply/apply-one-by-one.ts';
import { isPoison } from '../apply/poison.ts';
import { traceProjected } from '../apply/trace-projected.ts';
import { sortPage, type PoisonEntry, type SortedPage } from '../apply/sort-page.ts';
import { inProjectionTransaction } from '../apply/transaction.ts';
import { parkKeys, parkWaiting } from '../parking/park.ts';
import { readParked } from '../parking/parked-wish.ts';
import type { AnyProjection } from '../projection.ts';
import { LanesClosed, lockLanes, writeLanes, type Lanes } from './lane-rows.ts';

/** A stretch of one lane. It says: of what the projection handles, this is all that lies in (after, upTo]. */
export type LanePart = {
  readonly lane: number;
  readonly after: number;
  readonly upTo: number;
  readonly events: readonly LoggedEvent[];
  readonly unreadable: readonly UnreadableEvent[];
};

export type ApplyToLanes = {
  readonly pool: pg.Pool;
  readonly projection: AnyProjection;
  readonly lanes: Lanes;
  /** At most one of each lane. */
  readonly parts: readonly LanePart[];
};

export type AppliedToLanes = {
  /** Where the lanes of these parts stand now, whoever brought them there. */
  readonly positions: ReadonlyMap<number, number>;
  readonly applied: number;
  /** Events that had been applied before. */
  readonly duplicates: number;
  readonly touchedKeys: readonly string[];
  readonly poison: readonly PoisonEntry[];
};

/**
 * Rows and positions of lanes in one transaction. It locks the lanes first, and then believes their rows and nothing
 * else: what they have already is dropped, a part that begins beyond a lane's position is left out. So it does no harm
 * to call this with anything that is true of the log, however late, however often, from however many processes.
 *
 * @throws LanesClosed, and whatever says that the database is not well: then nothing was written
 */
export const applyToLanes = async (work: ApplyToLanes): Promise<AppliedToLanes> => {
  try {
    const startedAt = performance.timeOrigin + performance.now();
    const done = await inProjectionTransaction(work.pool, work.projection, async (tx) => {
      const due = await lockDue(tx, work);
      await applyEvents(tx, work.projection, due.sorted.live);
      return finish(tx, work, due);
    });
    for (const { events } of work.parts) traceProjected(work.projection.name, events, startedAt);
    return done;
  } catch (error) {
    if (error instanceof LanesClosed || !isPoison(error)) throw error;
    return inProjectionTransaction(work.pool, work.projection, async (tx) => {
      const due = await lockDue(tx, work);
      return finish(tx, work, { ...due, sorted: await applyOneByOne(tx, work.projection, due.sorted) });
    });
  }
};

type Due = {
  readonly positions: Map<number, number>;
  readonly reached: ReadonlyMap<number, number>;
  readonly sorted: SortedPage;
  readonly duplicates: number;
};

/** What is left to do of the parts, now that nobody else can move their lanes. */
const lockDue = async (tx: Queryable, { projection, lanes, parts }: ApplyToLanes): Promise<Due> => {
  const positions = await lockLanes(
    tx,
    lanes,
    parts.map(({ lane }) => lane),
  );
  const reached = new Map<number, number>();
  const page = { events: [] as LoggedEvent[], unreadable: [] as UnreadableEvent[] };
  let duplicates = 0;
  for (const part of parts) {
    const position = positions.get(part.lane) ?? Infinity;
    const isNew = (event: LoggedEvent): boolean => event.position > position;
    if (part.after > position) continue;
    const [events, unreadable] = [part.events.filter(isNew), part.unreadable.filter(isNew)];
    duplicates += part.events.length + part.unreadable.length - events.length - unreadable.length;
    if (part.upTo <= position) continue;
    reached.set(part.lane, part.upTo);
    page.events.push(...events);
    page.unreadable.push(...unreadable);
  }
  const isEmpty = page.events.length + page.unreadable.length === 0;
  // Another member may have parked a key of these lanes: what was known before the lock does not count.
  const parked = isEmpty ? [] : (await readParked(tx, projection.name)).keys;
  return { positions, reached, sorted: sortPage(page, projection, new Set(parked)), duplicates };
};

const finish = async (tx: Queryable, work: ApplyToLanes, due: Due): Promise<AppliedToLanes> => {
  const { projection, lanes } = work;
  const { positions, reached, sorted, duplicates } = due;
  await parkKeys(tx, projection.name, sorted.poison);
  await parkWaiting(tx, projection.name, sorted.waiting);
  if (reached.size > 0) {
    await writeLanes(tx, lanes, reached);
    crashPoint('consumer.inside-transaction');
  }
  return {
    positions: new Map([...positions, ...reached]),
    applied: sorted.live.length,
    duplicates,
    touchedKeys: [...new Set(sorted.live.map(({ key }) => key))],
    poison: sorted.poison,
  };
};
