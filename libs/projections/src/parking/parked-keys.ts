import type { Queryable } from '@cadastre/postgres';

/** `parked`: waits for a person. The others: a projector does it at its next turn. */
export type ParkedState = 'parked' | 'retry-requested' | 'skip-requested';

export type ParkedKey = {
  readonly projection: string;
  readonly key: string;
  /** Null where an older release parked the key and no projector of this one has looked yet. */
  readonly tenantId: string | null;
  /** The event that cannot be applied; those behind it wait. */
  readonly position: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly code: string;
  /** Holds no event data. */
  readonly reason: string;
  readonly parkedAt: Date;
  readonly tries: number;
  /** This event included. */
  readonly parkedEvents: number;
  readonly state: ParkedState;
  /** Who asked for it, and when; null while nobody has. */
  readonly requestedBy: string | null;
  readonly requestedAt: Date | null;
  /** Of the event that a dead letter was sent about; null where none was. */
  readonly deadLetteredPosition: number | null;
};

/** Names a parked key. With a tenant only that tenant's are seen. */
export type ParkedName = {
  readonly tenantId?: string | null;
  readonly projection: string;
  readonly key: string;
};

const columns = /* sql */ `
  parked.projection, parked.key, parked.tenant_id as "tenantId", parked.position::float8, event_id as "eventId",
  event_type as "eventType", code, reason, parked_at as "parkedAt", tries,
  case when requested is null then 'parked' else requested || '-requested' end as state,
  request.requested_by as "requestedBy", request.requested_at as "requestedAt",
  dead_lettered_position::float8 as "deadLetteredPosition",
  (select count(*) from projections.parked_events as waiting
    where waiting.projection = parked.projection and waiting.key = parked.key)::integer as "parkedEvents"`;

/** A projector of the release before forgets what was asked, but not by whom. */
const askedFor = /* sql */ `
  left join projections.parked_requests as request on request.request_id = parked.request_id and requested is not null`;

/** What is parked of rows in the making is nobody's alarm yet, so nobody is told. */
const isServing = "parked.projection not like '%/next'";

export type ListParkedKeys = {
  readonly tenantId?: string | null;
  readonly projection?: string | null;
  readonly state?: ParkedState | null;
  /** The last one of the page before. */
  readonly after?: { readonly projection: string; readonly key: string } | null;
  readonly limit?: number;
};

/** By projection and key. */
export const listParkedKeys = async (
  db: Queryable,
  { tenantId, projection, state, after, limit = 200 }: ListParkedKeys = {},
): Promise<ParkedKey[]> => {
  const requested = state?.replace('-requested', '');
  const { rows } = await db.query<ParkedKey>(
    /* sql */ `
    select ${columns}
      from projections.parked_keys as parked
      ${askedFor}
     where ($1::text is null or parked.tenant_id = $1) and ${isServing}
       and ($2::text is null or parked.projection = $2)
       and ($3::text is null or coalesce(requested, 'parked') = $3)
       and ($4::text is null or (parked.projection, parked.key) > ($4, $5))
     order by parked.projection, parked.key
     limit $6`,
    [tenantId, projection, requested, after?.projection, after?.key, limit],
  );
  return rows;
};

/** Null where no such key is parked. */
export const getParkedKey = async (
  db: Queryable,
  { tenantId = null, projection, key }: ParkedName,
): Promise<ParkedKey | null> => {
  const { rows } = await db.query<ParkedKey>(
    /* sql */ `
    select ${columns}
      from projections.parked_keys as parked
      ${askedFor}
     where ($1::text is null or parked.tenant_id = $1) and parked.projection = $2 and parked.key = $3 and ${isServing}`,
    [tenantId, projection, key],
  );
  return rows[0] ?? null;
};

/** Positions of what waits under the key, in the order in which it will be applied; the one that cannot be is the first. */
export const listParkedPositions = async (
  db: Queryable,
  { projection, key, limit }: { projection: string; key: string; limit: number },
): Promise<number[]> => {
  const { rows } = await db.query<{ position: number }>(
    /* sql */ `
    select position::float8 from projections.parked_events
     where projection = $1 and key = $2 order by position limit $3`,
    [projection, key, limit],
  );
  return rows.map(({ position }) => position);
};
