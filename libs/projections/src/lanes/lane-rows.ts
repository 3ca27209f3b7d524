import type pg from 'pg';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import { LeadLost, type Lead } from '../checkpoint/lead.ts';

/** A projection that is divided into lanes. */
export type Lanes = {
  readonly projection: string;
  /** Of the rows. */
  readonly version: number;
  readonly count: number;
};

/** The projection is not divided into these lanes any more. Nothing was written. */
export class LanesClosed extends Error {
  constructor({ projection, version, count }: Lanes) {
    super(`Projection ${projection} has no ${count} lanes of version ${version} any more`);
    this.name = 'LanesClosed';
  }
}

/** Who owns the checkpoint while there are lanes: everybody who serves one. The lease is of no use then, and never ends. */
const lanesOwner = 'lanes';

/** How far each lane is, by its number; null while one leader applies the log. */
export const readLanes = async (
  db: Queryable,
  projection: string,
): Promise<(Lanes & { readonly positions: readonly number[] }) | null> => {
  const { rows } = await db.query<{ version: number; positions: number[] }>({
    name: 'projections.read-lanes',
    text: /* sql */ `
      select version, array_agg(position::float8 order by lane) as positions
        from projections.lanes where projection = $1 group by version`,
    values: [projection],
  });
  const row = rows[0];
  return row === undefined
    ? null
    : { projection, version: row.version, count: row.positions.length, positions: row.positions };
};

/**
 * Locks lanes until the transaction ends, always in the order of their numbers, and gives their positions. Whoever
 * holds a lane's lock is the only one who writes its rows: that is all the exclusion lanes need.
 *
 * @throws LanesClosed
 */
export const lockLanes = async (
  tx: Queryable,
  lanes: Lanes,
  wanted: readonly number[],
): Promise<Map<number, number>> => {
  const { rows } = await tx.query<{ lane: number; position: number }>({
    name: 'projections.lock-lanes',
    text: /* sql */ `
      select lane, position::float8 from projections.lanes
       where projection = $1 and version = $2 and lane = any($3::integer[])
       order by lane for update`,
    values: [lanes.projection, lanes.version, wanted],
  });
  if (rows.length < wanted.length) throw new LanesClosed(lanes);
  return new Map(rows.map(({ lane, position }) => [lane, position]));
};

export const writeLanes = async (
  tx: Queryable,
  { projection }: Lanes,
  positions: ReadonlyMap<number, number>,
): Promise<void> => {
  await tx.query({
    name: 'projections.write-lanes',
    text: /* sql */ `
      update projections.lanes as lane
         set position = reached.position, updated_at = clock_timestamp()
        from unnest($2::integer[], $3::bigint[]) as reached(lane, position)
       where lane.projection = $1 and lane.lane = reached.lane`,
    values: [projection, [...positions.keys()], [...positions.values()]],
  });
};

/**
 * From one leader to lanes: all begin where the leader stands, and its lead ends with it.
 *
 * @throws LeadLost
 */
export const openLanes = (pool: pg.Pool, lead: Lead, count: number): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const { name, epoch, position, leaseMs, version } = lead;
    const { rowCount } = await tx.query(
      /* sql */ `
      update projections.checkpoints
         set lane_count = $4, owner = $5, epoch = epoch + 1, lease_expires_at = 'infinity',
             lanes_held_until = clock_timestamp() + make_interval(secs => $6::float8 / 1000)
       where name = $1 and epoch = $2 and position = $3 and lane_count is null`,
      [name, epoch, position, count, lanesOwner, leaseMs],
    );
    if (rowCount !== 1) throw new LeadLost(lead);
    await tx.query(
      /* sql */ `
      insert into projections.lanes (projection, lane, version, position)
      select $1, lane, $3, $4 from generate_series(0, $2::integer - 1) as lane`,
      [name, count, version, position],
    );
  });

/**
 * From lanes to the leader, once all stand at one position; false when they do not.
 *
 * @throws LeadLost
 */
export const closeLevelLanes = (pool: pg.Pool, lead: Lead): Promise<Lead | null> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ position: number }>(
      'select position::float8 from projections.lanes where projection = $1 order by lane for update',
      [lead.name],
    );
    const position = rows[0]?.position ?? lead.position;
    if (rows.some((lane) => lane.position !== position)) return null;
    await closeLanes(tx, lead, position);
    return { ...lead, position, laneCount: null };
  });

/**
 * Ends the lanes, wherever they stand, and lets the leader go on from a position that it answers for.
 *
 * @throws LeadLost
 */
const closeLanes = async (tx: Queryable, lead: Lead, position: number): Promise<void> => {
  const { rowCount } = await tx.query(
    /* sql */ `
    update projections.checkpoints
       set lane_count = null, lanes_held_until = null, position = $3, updated_at = clock_timestamp()
     where name = $1 and epoch = $2`,
    [lead.name, lead.epoch, position],
  );
  if (rowCount !== 1) throw new LeadLost(lead);
  await tx.query('delete from projections.lanes where projection = $1', [lead.name]);
};

/**
 * Says that somebody serves the lanes, so that no leader takes them back; false when they are not open any more, or a
 * living leader is taking them back.
 */
export const holdLanes = async (db: Queryable, lanes: Lanes, leaseMs: number): Promise<boolean> => {
  const { rowCount } = await db.query({
    name: 'projections.hold-lanes',
    text: /* sql */ `
      update projections.checkpoints
         set owner = $4, lease_expires_at = 'infinity',
             lanes_held_until = clock_timestamp() + make_interval(secs => $5::float8 / 1000)
       where name = $1 and version = $2 and lane_count = $3
         and (owner = $4 or lease_expires_at <= clock_timestamp())`,
    values: [lanes.projection, lanes.version, lanes.count, lanesOwner, leaseMs],
  });
  return rowCount === 1;
};

/** Says for so long that somebody would serve lanes of these rows, if they were open. */
export const wantLanes = async (
  db: Queryable,
  { name, version, leaseMs }: { readonly name: string; readonly version: number; readonly leaseMs: number },
): Promise<void> => {
  await db.query({
    name: 'projections.want-lanes',
    text: /* sql */ `
      update projections.checkpoints
         set lanes_wanted_until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
       where name = $1 and version = $2 and lane_count is null`,
    values: [name, version, leaseMs],
  });
};

export const areLanesWanted = async (db: Queryable, projection: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    'select from projections.checkpoints where name = $1 and lanes_wanted_until > clock_timestamp()',
    [projection],
  );
  return rowCount === 1;
};
