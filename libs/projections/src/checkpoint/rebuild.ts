import pg from 'pg';
import type { Queryable } from '@cadastre/postgres';
import type { AnyProjection } from '../projection.ts';
import { inProjectionTransaction } from '../apply/transaction.ts';
import { LeadLost, type Lead } from './lead.ts';

/** Empties the rows and starts from position 0, in one transaction. What was parked is tried again on the way. */
export const rebuild = async (pool: pg.Pool, projection: AnyProjection, lead: Lead): Promise<Lead> => {
  const { tables } = projection;
  if (tables === undefined) {
    throw new Error(
      `Projection ${projection.name} has rows of version ${lead.version} and cannot be rebuilt: it names no tables`,
    );
  }
  return inProjectionTransaction(pool, projection, async (tx) => {
    await resetCheckpoint(tx, lead, projection.version);
    await tx.query(`truncate ${tables.names.map((name) => pg.escapeIdentifier(name)).join(', ')}`);
    return { ...lead, version: projection.version, position: 0 };
  });
};

const resetCheckpoint = async (tx: Queryable, { name, epoch }: Lead, version: number): Promise<void> => {
  const { rowCount } = await tx.query(
    /* sql */ `
    update projections.checkpoints set version = $3, position = 0, updated_at = clock_timestamp()
     where name = $1 and epoch = $2`,
    [name, epoch, version],
  );
  if (rowCount !== 1) throw new LeadLost({ name, epoch });
  await tx.query('delete from projections.parked_keys where projection = $1', [name]);
};
