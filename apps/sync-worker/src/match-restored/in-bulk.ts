import type { Queryable } from '@cadastre/postgres';
import type { FencedWrite } from '../run-sync/fenced-write.ts';

/**
 * A fenced transaction whose statements join many rows with many. Nothing has counted yet the rows that a reading has just
 * written, and PostgreSQL would take them for a few and look at each with each: here it may only hash or sort.
 */
export const inBulk = async <T>(fenced: FencedWrite, work: (tx: Queryable) => Promise<T>): Promise<T> => {
  const results: T[] = [];
  await fenced(async (tx) => {
    await tx.query('set local enable_nestloop = off; set local jit = off');
    results.push(await work(tx));
  });
  return results[0] as T;
};
