import pg from 'pg';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import type { AnyProjection } from '../projection.ts';

/** A process that is paused in the middle of a batch must not keep its locks from the next leader for ever. */
const idleInTransactionMs = 30_000;

/**
 * Read models force row-level security; a projector writes for all tenants. The `search_path` is the schema of the
 * projection's tables: handlers name them without one, so that the same handlers fill the generation that queries see
 * and the one that a rebuild makes beside it.
 *
 * It does not wait for the disk: rows and checkpoint are one transaction, and what a crash of the database takes away
 * of both is projected again.
 */
export const inProjectionTransaction = <T>(
  pool: pg.Pool,
  { tables }: Pick<AnyProjection, 'tables'>,
  work: (tx: Queryable) => Promise<T>,
): Promise<T> =>
  inTransaction(pool, async (tx) => {
    await tx.query({
      name: 'projections.open',
      text: /* sql */ `
        select set_config('cadastre.tenant_id', '*', true),
               set_config('idle_in_transaction_session_timeout', $1, true),
               set_config('synchronous_commit', 'off', true),
               set_config('search_path', coalesce($2, current_setting('search_path')), true)`,
      values: [
        String(idleInTransactionMs),
        tables === undefined ? null : `${pg.escapeIdentifier(tables.schema)}, pg_temp`,
      ],
    });
    return work(tx);
  });
