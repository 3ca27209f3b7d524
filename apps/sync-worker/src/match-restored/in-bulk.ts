import { inTransaction, type Queryable } from '@cadastre/postgres';
import type { Attempt } from '../run-sync/attempt.ts';

/**
 * A transaction whose statements join many rows with many, of what belongs to this reading alone. Nothing has counted yet
 * the rows that it has just written, and PostgreSQL would take them for a few and look at each with each: here it may
 * only hash or sort. The fence is looked at behind it: inside, a long one would keep the lease from being renewed.
 */
export const inBulk = async <T>(
  { platform, journal }: Attempt,
  work: (tx: Queryable) => Promise<T>,
): Promise<T> => {
  const result = await inTransaction(platform.pool, async (tx) => {
    await tx.query('set local enable_nestloop = off; set local jit = off');
    return work(tx);
  });
  await journal.fenced(() => Promise.resolve());
  return result;
};
