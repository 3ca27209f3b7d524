import type pg from 'pg';
import { errorCode, inTransaction, type Queryable } from '@cadastre/postgres';
import { forgetNext } from './make-tables.ts';
import { nextName } from './generation.ts';
import { moveParked } from './move-parked.ts';
import type { NextRows } from './next-rows.ts';
import { lockLiveLanes, pauseLeaders, resumeLeaders, type Halted } from './halt-live.ts';
import { noteRebuild, type Rebuild } from './rebuild.ts';

/** Less than the second after which PostgreSQL looks for deadlocks: a swap gives way, it never costs a reader its query. */
const lockTimeoutMs = 400;

/** How long nobody else projects the rows that serve, when the process that swaps dies in the middle of it. */
const pauseMs = 3_000;

/** `busy`: somebody reads the tables for longer than we make others wait. `changed`: the old tables are defined otherwise now. */
export type SwapOutcome = 'swapped' | 'busy' | 'behind' | 'changed';

type Swap = {
  readonly pool: pg.Pool;
  readonly rebuild: Rebuild;
  readonly tables: readonly string[];
  readonly rows: readonly NextRows[];
};

/**
 * The new rows take the place of the old ones. Whoever projects the old ones is halted first, so that the new ones can
 * reach them: what was once visible never vanishes again.
 */
export const swap = async (work: Swap): Promise<SwapOutcome> => {
  const { pool, rebuild } = work;
  const { projections, owner } = rebuild;
  const paused = await pauseLeaders(pool, { projections, owner, pauseMs });
  try {
    await inTransaction(pool, (tx) => exchange(tx, work, paused));
    return 'swapped';
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === undefined) throw error;
    return outcome;
  } finally {
    await resumeLeaders(pool, paused);
  }
};

const outcomeOf = (error: unknown): SwapOutcome | undefined => {
  const code = errorCode(error);
  if (code === '55P03' || code === '40P01') return 'busy';
  if (code === '55000') return 'changed';
  return error instanceof Behind ? 'behind' : undefined;
};

/** The log grows, or another projector took the lead: to be tried again. */
class Behind extends Error {}

/** Short: after the last few events everything in it is names and numbers. */
const exchange = async (tx: Queryable, work: Swap, paused: readonly Halted[]): Promise<void> => {
  const { rebuild, tables, rows } = work;
  await tx.query(`select set_config('lock_timeout', $1, true)`, [`${lockTimeoutMs}ms`]);
  const laned = await lockLiveLanes(tx, rebuild.projections);
  await catchUp(rows, [...paused, ...laned]);
  await noteRebuild(tx, rebuild, { state: 'swapped', reason: null });
  await tx.query('select projections.swap_beside($1, $2)', [rebuild.schema, tables]);
  await moveCheckpoints(tx, rebuild, paused);
  await moveParked(tx, rebuild);
  await forgetNext(tx, rebuild);
};

const catchUp = async (rows: readonly NextRows[], halted: readonly Halted[]): Promise<void> => {
  const until = performance.now() + pauseMs / 2;
  for (const next of rows) {
    const wanted = halted.find(({ name }) => name === next.name)?.position ?? Infinity;
    while (next.position < wanted) {
      if (performance.now() > until || !(await next.project())) throw new Behind(`behind ${wanted}`);
    }
  }
};

/** Of a leader that was paused by epoch, or of lanes that this transaction has locked: nothing else can be there. */
const moveCheckpoints = async (
  tx: Queryable,
  { projections, epoch }: Rebuild,
  paused: readonly Halted[],
): Promise<void> => {
  const { rowCount } = await tx.query(
    /* sql */ `
    update projections.checkpoints as live
       set version = next.version, updated_at = clock_timestamp(),
           position = case when live.lane_count is null then next.position else live.position end,
           epoch = live.epoch + 1,
           owner = case when live.lane_count is not null then live.owner end,
           lease_expires_at = case when live.lane_count is null then '-infinity' else live.lease_expires_at end
      from unnest($1::text[]) as swapped(name)
      join projections.checkpoints as next on next.name = swapped.name || $2 and next.epoch = $3
      left join unnest($4::text[], $5::bigint[]) as paused(name, epoch) on paused.name = swapped.name
     where live.name = swapped.name
       and ((live.lane_count is null and live.epoch = paused.epoch and next.position >= live.position)
         or (live.lane_count is not null and paused.name is null
             and next.position >= (select max(position) from projections.lanes where projection = live.name)))`,
    [projections, nextName(''), epoch, paused.map(({ name }) => name), paused.map((each) => each.epoch)],
  );
  if (rowCount !== projections.length) throw new Behind('another projector took the lead meanwhile');
  await tx.query(
    /* sql */ `
    update projections.lanes as lane
       set version = next.version, position = next.position, updated_at = clock_timestamp()
      from unnest($1::text[]) as swapped(name)
      join projections.checkpoints as next on next.name = swapped.name || $2
     where lane.projection = swapped.name`,
    [projections, nextName('')],
  );
};
