import type { Queryable } from '@cadastre/postgres';

/**
 * Writes in a transaction that first checks the fence of the claim: an attempt that was superseded changes nothing.
 *
 * @throws LeaseLost
 */
export type FencedWrite = (write: (tx: Queryable) => Promise<void>) => Promise<void>;
