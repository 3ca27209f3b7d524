import type { Queryable } from '@cadastre/postgres';
import { ParkedKeyNotFound, ParkedPositionMoved } from './parked-errors.ts';
import { getParkedKey, type ParkedKey, type ParkedName } from './parked-keys.ts';

export type ParkedAction = 'retry' | 'skip';

type Asked = ParkedName & {
  /** Who asks, for the record. */
  readonly requestedBy: string;
  readonly correlationId?: string | null;
};

export type RequestedParked = {
  /** What came of it can be read under this id even after the key is free. */
  readonly requestId: number;
  readonly parked: ParkedKey;
};

/**
 * Asks the projector to apply the parked events again, in order; it does so at its next turn. Asked twice is asked once.
 *
 * @throws ParkedKeyNotFound
 */
export const retryParkedKey = (db: Queryable, asked: Asked): Promise<RequestedParked> =>
  request(db, { ...asked, action: 'retry', position: null });

/**
 * Asks the projector to give up the one event that cannot be applied, and to apply those behind it. The rows will lack
 * a fact until the next rebuild.
 *
 * @throws ParkedKeyNotFound, ParkedPositionMoved when the key is not parked at this position
 */
export const skipParkedEvent = (
  db: Queryable,
  asked: Asked & { readonly position: number },
): Promise<RequestedParked> => request(db, { ...asked, action: 'skip' });

type Wanted = Asked & { readonly action: ParkedAction; readonly position: number | null };

/** One statement, so that it needs no transaction of the caller's: the key's row stays locked while it is looked at. */
const request = async (db: Queryable, wanted: Wanted): Promise<RequestedParked> => {
  const { tenantId = null, projection, key, action, position, requestedBy, correlationId = null } = wanted;
  const { rows } = await db.query<{ position: number; fits: boolean; requestId: number | null }>(
    /* sql */ `
    with parked as materialized (
      select tenant_id, position, requested, request_id from projections.parked_keys
       where projection = $1 and key = $2 and ($3::text is null or tenant_id = $3) and projection not like '%/next'
         for update
    ), fit as materialized (
      select * from parked where $5::bigint is null or position = $5
    ), wish as materialized (
      select * from fit where requested is distinct from $4 or request_id is null
    ), request as (
      insert into projections.parked_requests (tenant_id, projection, key, position, action, requested_by, correlation_id)
      select tenant_id, $1, $2, position, $4, $6, $7 from wish
      returning request_id
    ), replaced as (
      update projections.parked_requests as earlier set outcome = 'replaced', settled_at = clock_timestamp()
        from wish where earlier.request_id = wish.request_id and earlier.outcome is null
    ), asked as (
      update projections.parked_keys as asked set requested = $4, request_id = request.request_id
        from request where asked.projection = $1 and asked.key = $2
    )
    select position::float8, exists (select from fit) as fits,
           coalesce((select request_id from request), request_id)::float8 as "requestId"
      from parked`,
    [projection, key, tenantId, action, position, requestedBy, correlationId],
  );
  const [row] = rows;
  if (row === undefined) throw new ParkedKeyNotFound({ projection, key });
  if (!row.fits)
    throw new ParkedPositionMoved({ projection, key, named: position ?? 0, position: row.position });
  const parked = await getParkedKey(db, wanted);
  // A projector that was waiting for it may have been faster than we are.
  if (parked === null) throw new ParkedKeyNotFound({ projection, key });
  return { requestId: row.requestId ?? 0, parked };
};
