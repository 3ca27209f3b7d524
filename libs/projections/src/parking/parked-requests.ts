import type { Queryable } from '@cadastre/postgres';
import type { ParkedName } from './parked-keys.ts';
import type { ParkedAction } from './request-parked.ts';

/**
 * `freed`: nothing is parked under the key any more. `stuck`: an event still could not be applied. `replaced`: somebody asked
 * for the other thing before it was done. `withdrawn`: it could not be tried. `rebuilt`: the rows were made anew.
 */
export type ParkedOutcome = 'freed' | 'stuck' | 'replaced' | 'withdrawn' | 'rebuilt';

/** What a person asked for, kept for whoever wants to know later. */
export type ParkedRequest = {
  readonly requestId: number;
  readonly action: ParkedAction;
  /** Of the event that could not be applied when it was asked. */
  readonly position: number;
  readonly requestedBy: string;
  readonly correlationId: string | null;
  readonly requestedAt: Date;
  /** That event was given up: the rows lack it until the next rebuild. */
  readonly hasSkipped: boolean;
  /** Null until a projector has done it. */
  readonly outcome: ParkedOutcome | null;
  readonly settledAt: Date | null;
};

const columns = /* sql */ `
  request_id::float8 as "requestId", action, position::float8, requested_by as "requestedBy",
  correlation_id as "correlationId", requested_at as "requestedAt", has_skipped as "hasSkipped", outcome,
  settled_at as "settledAt"`;

/** Newest first. */
export const listParkedRequests = async (
  db: Queryable,
  { tenantId = null, projection, key, limit = 20 }: ParkedName & { readonly limit?: number },
): Promise<ParkedRequest[]> => {
  const { rows } = await db.query<ParkedRequest>(
    /* sql */ `
    select ${columns} from projections.parked_requests
     where ($1::text is null or tenant_id = $1) and projection = $2 and key = $3
     order by request_id desc limit $4`,
    [tenantId, projection, key, limit],
  );
  return rows;
};

export const getParkedRequest = async (db: Queryable, requestId: number): Promise<ParkedRequest | null> => {
  const { rows } = await db.query<ParkedRequest>(
    `select ${columns} from projections.parked_requests where request_id = $1`,
    [requestId],
  );
  return rows[0] ?? null;
};
