import { inTransaction, type Queryable } from '@cadastre/postgres';
import type pg from 'pg';

/**
 * Runs queries that see the rows of one tenant only, whatever their WHERE says. The tenant is set for the
 * transaction, never for the connection, so that nothing is left behind in the pool.
 */
export const asTenant = <T>(
  pool: pg.Pool,
  tenantId: string,
  work: (db: Queryable) => Promise<T>,
): Promise<T> => {
  if (tenantId === '' || tenantId === '*') throw new Error('A query runs for exactly one tenant');
  return inTransaction(pool, async (tx) => {
    await tx.query(`select set_config('cadastre.tenant_id', $1, true)`, [tenantId]);
    return work(tx);
  });
};
