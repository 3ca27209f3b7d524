import type { Queryable } from '@cadastre/postgres';

export type ParkedKey = {
  readonly projection: string;
  readonly key: string;
  /** The event that cannot be applied; those behind it wait. */
  readonly position: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly code: string;
  readonly reason: string;
  readonly parkedAt: Date;
  readonly tries: number;
  /** This event included. */
  readonly parkedEvents: number;
  /** Asked for, not yet done. */
  readonly requested: 'retry' | 'skip' | null;
};

export const listParkedKeys = async (
  db: Queryable,
  { projection = null, limit = 200 }: { projection?: string | null; limit?: number } = {},
): Promise<ParkedKey[]> => {
  const { rows } = await db.query<ParkedKey>(
    /* sql */ `
    select projection, key, position::float8, event_id as "eventId", event_type as "eventType", code, reason,
           parked_at as "parkedAt", tries, requested,
           (select count(*) from projections.parked_events as waiting
             where waiting.projection = parked.projection and waiting.key = parked.key)::integer as "parkedEvents"
      from projections.parked_keys as parked
     where projection = coalesce($1, projection)
     order by parked_at, projection, key
     limit $2`,
    [projection, limit],
  );
  return rows;
};

type Parked = { readonly projection: string; readonly key: string };

/** Asks the projector to apply the parked events again, in order; it does so at its next turn. */
export const retryParkedKey = (db: Queryable, parked: Parked): Promise<'requested' | 'not-parked'> =>
  request(db, parked, 'retry');

/**
 * Asks the projector to give up the one event that cannot be applied, and to apply those behind it. The rows will lack
 * a fact until the next rebuild.
 */
export const skipParkedEvent = (db: Queryable, parked: Parked): Promise<'requested' | 'not-parked'> =>
  request(db, parked, 'skip');

const request = async (
  db: Queryable,
  { projection, key }: Parked,
  requested: 'retry' | 'skip',
): Promise<'requested' | 'not-parked'> => {
  const { rowCount } = await db.query(
    'update projections.parked_keys set requested = $3 where projection = $1 and key = $2',
    [projection, key, requested],
  );
  return rowCount === 1 ? 'requested' : 'not-parked';
};

/** The key stays parked; the rest goes on. */
export const withdrawRequest = async (db: Queryable, { projection, key }: Parked): Promise<void> => {
  await db.query('update projections.parked_keys set requested = null where projection = $1 and key = $2', [
    projection,
    key,
  ]);
};

/** All parked keys of one projection, and the oldest wish of a person. */
export const readParked = async (
  db: Queryable,
  projection: string,
): Promise<{ keys: string[]; requested: { key: string; requested: 'retry' | 'skip' } | null }> => {
  const { rows } = await db.query<{ key: string; requested: 'retry' | 'skip' | null }>({
    name: 'projections.read-parked',
    text: 'select key, requested from projections.parked_keys where projection = $1 order by parked_at, key',
    values: [projection],
  });
  const wish = rows.find(({ requested }) => requested !== null);
  return {
    keys: rows.map(({ key }) => key),
    requested: wish?.requested == null ? null : { key: wish.key, requested: wish.requested },
  };
};
