import { inTransaction, type Queryable } from '@cadastre/postgres';
import type pg from 'pg';

const setTenant = `select set_config('cadastre.tenant_id', $1, true)`;
const setTenantAndLimit = `${setTenant}, set_config('statement_timeout', $2, true)`;

/**
 * Runs queries that see the rows of one tenant only, whatever their WHERE says. The tenant is set for the
 * transaction, never for the connection, so that nothing is left behind in the pool.
 */
export const asTenant = <T>(
  pool: pg.Pool,
  tenantId: string,
  work: (db: Queryable) => Promise<T>,
  { statementTimeoutMs }: { statementTimeoutMs?: number | undefined } = {},
): Promise<T> => {
  if (tenantId === '' || tenantId === '*') throw new Error('A query runs for exactly one tenant');
  return inTransaction(pool, async (tx) => {
    if (statementTimeoutMs === undefined) await tx.query(setTenant, [tenantId]);
    else await tx.query(setTenantAndLimit, [tenantId, `${statementTimeoutMs}ms`]);
    return work(tx);
  });
};
