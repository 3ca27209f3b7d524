import type { Queryable } from '@cadastre/postgres';

export type Checkpoint = {
  readonly name: string;
  readonly version: number;
  /** Lag is the log's head minus this. With lanes, that of the slowest. */
  readonly position: number;
  /** Into how many lanes it is divided; null while one leader applies the whole log. */
  readonly laneCount: number | null;
  readonly updatedAt: Date;
  /** Who leads; null when nobody does. */
  readonly owner: string | null;
  readonly parkedKeys: number;
  readonly parkedEvents: number;
};

/** Every projection's state, for status pages and metrics; not that of rows in the making. */
export const readCheckpoints = async (db: Queryable): Promise<Checkpoint[]> => {
  const { rows } = await db.query<Checkpoint>({
    name: 'projections.read-checkpoints',
    text: /* sql */ `
      select name, version, lane_count as "laneCount",
             coalesce(slowest.position, checkpoints.position)::float8 as position,
             coalesce(slowest.updated_at, checkpoints.updated_at) as "updatedAt",
             case when lease_expires_at > statement_timestamp() then owner end as owner,
             (select count(*) from projections.parked_keys where projection = name)::integer as "parkedKeys",
             (select count(*) from projections.parked_events where projection = name)::integer as "parkedEvents"
        from projections.checkpoints
        left join lateral (select lanes.position, lanes.updated_at from projections.lanes
                            where projection = name order by lanes.position limit 1) as slowest on true
       where name not like '%/next'
       order by name`,
  });
  return rows;
};

/** How far the last of these projections is; 0 before its first batch. Counts nothing: it is asked at every ring. */
export const readLowestPosition = async (db: Queryable, names: readonly string[]): Promise<number> => {
  const { rows } = await db.query<{ position: number }>({
    name: 'projections.read-lowest-position',
    text: /* sql */ `
      select coalesce(min(coalesce(slowest.position, c.position, 0)), 0)::float8 as position
        from unnest($1::text[]) as wanted(name)
        left join projections.checkpoints c using (name)
        left join lateral (select min(lanes.position) as position from projections.lanes
                            where projection = name) as slowest on true`,
    values: [names],
  });
  return rows[0]?.position ?? 0;
};

/** How far one projection is; 0 before its first batch. */
export const readPosition = (db: Queryable, name: string): Promise<number> => readLowestPosition(db, [name]);
