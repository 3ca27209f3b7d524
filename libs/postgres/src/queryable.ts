import type pg from 'pg';

/** A pool, a client, or a transaction: whatever can run a statement. */
export type Queryable = Pick<pg.ClientBase, 'query'>;
