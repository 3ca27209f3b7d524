import type { Queryable } from '@cadastre/postgres';

/** `swapped`: the new rows serve, the old ones are still to be dropped. */
export type UnfinishedState = 'requested' | 'loading' | 'indexing' | 'catching-up' | 'swapped';
export type RebuildState = UnfinishedState | 'done' | 'failed' | 'cancelled' | 'superseded';

/** Rows being made anew, on this process' behalf. */
export type Rebuild = {
  readonly rebuildId: number;
  readonly schema: string;
  readonly projections: readonly string[];
  readonly versions: readonly number[];
  readonly state: UnfinishedState;
  readonly epoch: number;
  readonly owner: string;
  readonly leaseMs: number;
};

/** Another process goes on with it, or it is over. Nothing was changed. */
export class RebuildLost extends Error {
  constructor({ rebuildId, epoch }: Pick<Rebuild, 'rebuildId' | 'epoch'>) {
    super(`Rebuild ${rebuildId} is no longer ours: epoch ${epoch} is over`);
    this.name = 'RebuildLost';
  }
}

export const finishedStates: readonly RebuildState[] = ['done', 'failed', 'cancelled', 'superseded'];

type Change = {
  readonly state?: RebuildState;
  readonly reason?: string | null;
  readonly head?: number;
  readonly swapTried?: boolean;
};

/**
 * Renews the lease and notes how far the work is; at the same time the proof, inside of the transaction that relies on it,
 * that the rebuild is ours.
 * @throws RebuildLost
 */
export const noteRebuild = async (
  tx: Queryable,
  { rebuildId, epoch, leaseMs }: Rebuild,
  { state, reason, head, swapTried }: Change = {},
): Promise<{ isCancelled: boolean }> => {
  const { rows } = await tx.query<{ isCancelled: boolean }>(
    /* sql */ `
    update projections.rebuilds
       set lease_expires_at = clock_timestamp() + make_interval(secs => $3::float8 / 1000),
           state = coalesce($4, state),
           reason = case when $5 then $6 else reason end,
           head = coalesce($7, head),
           swap_tries = swap_tries + $9::int,
           started_at = coalesce(started_at, clock_timestamp()),
           finished_at = case when $4 = any ($8::text[]) then clock_timestamp() end
     where rebuild_id = $1 and epoch = $2 and finished_at is null
    returning is_cancelled as "isCancelled"`,
    [
      rebuildId,
      epoch,
      leaseMs,
      state ?? null,
      reason !== undefined,
      reason ?? null,
      head ?? null,
      finishedStates,
      swapTried === true ? 1 : 0,
    ],
  );
  if (rows[0] === undefined) throw new RebuildLost({ rebuildId, epoch });
  return rows[0];
};
