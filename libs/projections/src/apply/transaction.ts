import type pg from 'pg';
import { inTransaction, type Queryable } from '@cadastre/postgres';

/** A process that is paused in the middle of a batch must not keep its locks from the next leader for ever. */
const idleInTransactionMs = 30_000;

/** Read models force row-level security; a projector writes for all tenants. */
export const inProjectionTransaction = <T>(pool: pg.Pool, work: (tx: Queryable) => Promise<T>): Promise<T> =>
  inTransaction(pool, async (tx) => {
    await tx.query({
      name: 'projections.open',
      text: /* sql */ `
        select set_config('cadastre.tenant_id', '*', true),
               set_config('idle_in_transaction_session_timeout', $1, true)`,
      values: [String(idleInTransactionMs)],
    });
    return work(tx);
  });
