import type { Queryable } from '@cadastre/postgres';
import type { ParkedOutcome } from './parked-requests.ts';
import type { ParkedAction } from './request-parked.ts';

/** What a person asked for and a projector is to do. */
export type Wish = {
  readonly key: string;
  readonly action: ParkedAction;
  /** Null where it was asked by a hand in the database. */
  readonly requestId: number | null;
};

/** A projection's parked keys as who projects it needs them. */
export type ReadParked = {
  readonly keys: readonly string[];
  /** The one whose key has been parked longest. */
  readonly wish: Wish | null;
  /** Parked by a release that did not note whose they are. */
  readonly ownerless: readonly { readonly key: string; readonly position: number }[];
};

type Row = {
  key: string;
  action: ParkedAction | null;
  requestId: number | null;
  position: number;
  isOwned: boolean;
};

export const readParked = async (db: Queryable, projection: string): Promise<ReadParked> => {
  const { rows } = await db.query<Row>({
    name: 'projections.read-parked-keys',
    text: /* sql */ `
      select key, requested as action, request_id::float8 as "requestId", position::float8, tenant_id is not null as "isOwned"
        from projections.parked_keys where projection = $1 order by parked_at, key`,
    values: [projection],
  });
  const asked = rows.find(({ action }) => action !== null);
  return {
    keys: rows.map(({ key }) => key),
    wish: asked?.action == null ? null : { key: asked.key, action: asked.action, requestId: asked.requestId },
    ownerless: rows.filter(({ isOwned }) => !isOwned),
  };
};

/**
 * Where the key stands, if this is still what is wished: its row stays locked until the transaction ends, so that nobody
 * changes his mind meanwhile. Null otherwise.
 */
export const lockWish = async (
  tx: Queryable,
  projection: string,
  { key, action, requestId }: Wish,
): Promise<{ position: number } | null> => {
  const { rows } = await tx.query<{ position: number }>(
    /* sql */ `
    select position::float8 from projections.parked_keys
     where projection = $1 and key = $2 and requested = $3 and request_id is not distinct from $4
       for update`,
    [projection, key, action, requestId],
  );
  return rows[0] ?? null;
};

export const noteSkipped = async (tx: Queryable, { requestId }: Wish): Promise<void> => {
  await tx.query('update projections.parked_requests set has_skipped = true where request_id = $1', [
    requestId,
  ]);
};

export const settleWish = async (
  tx: Queryable,
  { requestId }: Wish,
  outcome: ParkedOutcome,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    update projections.parked_requests set outcome = $2, settled_at = clock_timestamp()
     where request_id = $1 and outcome is null`,
    [requestId, outcome],
  );
};

/** The key stays parked; the rest goes on. What somebody has asked for since is left as it is. */
export const withdrawWish = async (db: Queryable, projection: string, wish: Wish): Promise<void> => {
  await settleWish(db, wish, 'withdrawn');
  await db.query(
    /* sql */ `
    update projections.parked_keys set requested = null, request_id = null
     where projection = $1 and key = $2 and requested = $3 and request_id is not distinct from $4`,
    [projection, wish.key, wish.action, wish.requestId],
  );
};
