import type pg from 'pg';
import { inTransaction } from '@cadastre/postgres';
import { nextName } from './generation.ts';
import { noteRebuild, type Rebuild } from './rebuild.ts';

const lockTimeout = '2s';

/** The old tables go; with that the rebuild is done. */
export const dropOldTables = (pool: pg.Pool, rebuild: Rebuild): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await tx.query(`select set_config('lock_timeout', $1, true)`, [lockTimeout]);
    await noteRebuild(tx, rebuild, { state: 'done' });
    await tx.query('select projections.drop_beside($1)', [rebuild.schema]);
  });

/** Tables of a rebuild that was given up, by whatever process. Does nothing while one is under way. */
export const dropLeftovers = async (pool: pg.Pool, schema: string): Promise<boolean> => {
  const { rows } = await pool.query<{ isThere: boolean }>(
    /* sql */ `
    select (to_regnamespace(quote_ident($1 || '_next')) is not null or to_regnamespace(quote_ident($1 || '_old')) is not null)
       and not exists (select from projections.rebuilds where finished_at is null) as "isThere"`,
    [schema],
  );
  if (rows[0]?.isThere !== true) return false;
  return inTransaction(pool, async (tx) => {
    await tx.query(`select set_config('lock_timeout', $1, true)`, [lockTimeout]);
    await tx.query('lock table projections.rebuilds in share row exclusive mode');
    const { rowCount } = await tx.query('select from projections.rebuilds where finished_at is null');
    if (rowCount !== 0) return false;
    await tx.query('select projections.drop_beside($1)', [schema]);
    await tx.query(`delete from projections.checkpoints where name like '%' || $1`, [nextName('')]);
    return true;
  });
};
