import type { Queryable } from '@cadastre/postgres';
import { nextName } from './generation.ts';
import type { RebuildState } from './rebuild.ts';

export type RebuildProgress = {
  readonly rebuildId: number;
  readonly projections: readonly string[];
  readonly state: RebuildState;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Of the log when it began; null before that. */
  readonly head: number | null;
  /** How far the slowest of its projections is. */
  readonly position: number;
  /** Attempts to swap that gave way to readers. */
  readonly swapTries: number;
  readonly reason: string | null;
  /** Who works at it; null when nobody does. */
  readonly owner: string | null;
};

/** A rebuild by its id, or the newest one; null when there never was any. */
export const readRebuild = async (db: Queryable, rebuildId?: number): Promise<RebuildProgress | null> => {
  const { rows } = await db.query<RebuildProgress>(
    /* sql */ `
    select rebuild_id::float8 as "rebuildId", projections, state, requested_by as "requestedBy",
           requested_at as "requestedAt", started_at as "startedAt", finished_at as "finishedAt", head::float8,
           swap_tries as "swapTries", reason,
           case when lease_expires_at > statement_timestamp() and finished_at is null then owner end as owner,
           case when state in ('swapped', 'done') then coalesce(head, 0) else
             coalesce((select min(coalesce(c.position, 0))
                         from unnest(projections) as p(name)
                         left join projections.checkpoints c on c.name = p.name || $2), 0) end::float8 as position
      from projections.rebuilds
     where rebuild_id = coalesce($1, rebuild_id)
     order by rebuild_id desc limit 1`,
    [rebuildId ?? null, nextName('')],
  );
  return rows[0] ?? null;
};
