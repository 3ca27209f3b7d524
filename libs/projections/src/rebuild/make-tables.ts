import type pg from 'pg';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import type { AnyProjection } from '../projection.ts';
import { nextName } from './generation.ts';
import { noteRebuild, type Rebuild } from './rebuild.ts';

export const tableNames = (projections: readonly AnyProjection[]): string[] =>
  projections.flatMap(({ tables }) => tables?.names ?? []);

/** A table of millions of rows is indexed for longer than any ordinary answer is waited for. */
const patient = { query_timeout: 24 * 3_600_000 };

/** Empty tables beside the old ones, and checkpoints at 0; whatever an earlier try left is dropped. */
export const makeTables = (
  pool: pg.Pool,
  rebuild: Rebuild,
  { projections, head }: { projections: readonly AnyProjection[]; head: number },
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await noteRebuild(tx, rebuild, { state: 'loading', head });
    await tx.query('select projections.create_beside($1, $2)', [rebuild.schema, tableNames(projections)]);
    await forgetNext(tx, rebuild);
    await tx.query(
      /* sql */ `
      insert into projections.checkpoints (name, version, owner, epoch, lease_expires_at)
      select name, version, $3, $4, clock_timestamp() + make_interval(secs => $5::float8 / 1000)
        from unnest($1::text[], $2::int[]) as made(name, version)`,
      [rebuild.projections.map(nextName), rebuild.versions, rebuild.owner, rebuild.epoch, rebuild.leaseMs],
    );
  });

/** Checkpoints of rows in the making, and with them their parked keys. */
export const forgetNext = async (
  tx: Queryable,
  { projections }: Pick<Rebuild, 'projections'>,
): Promise<void> => {
  await tx.query('delete from projections.checkpoints where name = any($1)', [projections.map(nextName)]);
};

/** One of the indexes that were left out while rows were loaded; null when all are there and the planner knows the tables. */
export const makeNextIndex = async (
  pool: pg.Pool,
  rebuild: Rebuild,
  projections: readonly AnyProjection[],
): Promise<string | null> => {
  const names = tableNames(projections);
  const { rows } = await pool.query<{ index: string }>(
    'select index_name as index from projections.indexes_to_make_beside($1, $2)',
    [rebuild.schema, names],
  );
  const index = rows[0]?.index;
  if (index === undefined) {
    for (const name of names)
      await pool.query({
        ...patient,
        text: 'select projections.analyze_beside($1, $2)',
        values: [rebuild.schema, name],
      });
    return null;
  }
  await inTransaction(pool, async (tx) => {
    await requireOurs(tx, rebuild);
    await tx.query({
      ...patient,
      text: 'select projections.index_beside($1, $2, $3)',
      values: [rebuild.schema, names, index],
    });
  });
  return index;
};

/** Holds the row for as long as the transaction lasts, without being in the way of the lease's renewal. */
const requireOurs = async (tx: Queryable, rebuild: Rebuild): Promise<void> => {
  const { rowCount } = await tx.query(
    'select from projections.rebuilds where rebuild_id = $1 and epoch = $2 and finished_at is null',
    [rebuild.rebuildId, rebuild.epoch],
  );
  if (rowCount !== 1) await noteRebuild(tx, rebuild);
};
