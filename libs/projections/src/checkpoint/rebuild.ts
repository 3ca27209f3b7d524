import pg from 'pg';
import type { Queryable } from '@cadastre/postgres';
import type { AnyProjection } from '../projection.ts';
import { inProjectionTransaction } from '../apply/transaction.ts';
import { closeLanes } from '../lanes/lane-rows.ts';
import type { Lead } from './lead.ts';

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
    return { ...lead, version: projection.version, position: 0, laneCount: null };
  });
};

const resetCheckpoint = async (tx: Queryable, lead: Lead, version: number): Promise<void> => {
  await closeLanes(tx, lead, 0);
  await tx.query('update projections.checkpoints set version = $2 where name = $1', [lead.name, version]);
  await tx.query('delete from projections.parked_keys where projection = $1', [lead.name]);
};
