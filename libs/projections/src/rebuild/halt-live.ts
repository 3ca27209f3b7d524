import type { Queryable } from '@cadastre/postgres';

/** A projection whose serving rows stand still, and where. */
export type Halted = { readonly name: string; readonly epoch: number; readonly position: number };

type Pause = { readonly projections: readonly string[]; readonly owner: string; readonly pauseMs: number };

/** Sends away, by epoch, whoever leads these projections; those in lanes have no leader and are left out. */
export const pauseLeaders = async (
  db: Queryable,
  { projections, owner, pauseMs }: Pause,
): Promise<Halted[]> => {
  const { rows } = await db.query<Halted>(
    /* sql */ `
    update projections.checkpoints
       set owner = $2, epoch = epoch + 1,
           lease_expires_at = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
     where name = any($1) and lane_count is null
    returning name, epoch::float8, position::float8`,
    [projections, owner, pauseMs],
  );
  return rows;
};

/** Lets whoever comes first lead again. After a swap the epochs are over, and this does nothing. */
export const resumeLeaders = async (db: Queryable, paused: readonly Halted[]): Promise<void> => {
  await db.query(
    /* sql */ `
    update projections.checkpoints set owner = null, lease_expires_at = '-infinity'
      from unnest($1::text[], $2::bigint[]) as paused(name, epoch)
     where checkpoints.name = paused.name and checkpoints.epoch = paused.epoch`,
    [paused.map(({ name }) => name), paused.map(({ epoch }) => epoch)],
  );
};

/**
 * Holds the lanes of these projections until the transaction ends. Before any table is locked, as whoever applies to lanes
 * does, so that the two can never wait for each other.
 */
export const lockLiveLanes = async (tx: Queryable, projections: readonly string[]): Promise<Halted[]> => {
  const { rows } = await tx.query<{ name: string; position: number }>(
    /* sql */ `
    select projection as name, position::float8 from projections.lanes
     where projection = any($1) order by projection, lane for update`,
    [projections],
  );
  const furthest = new Map<string, number>();
  for (const { name, position } of rows) furthest.set(name, Math.max(position, furthest.get(name) ?? 0));
  return [...furthest].map(([name, position]) => ({ name, position, epoch: -1 }));
};
