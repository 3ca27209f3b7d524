import type pg from 'pg';
import type { EventSource } from '../event-source.ts';
import { ParkedKeyNotFound } from './parked-errors.ts';
import { retryParkedKey } from './request-parked.ts';

export type RetryReadable = {
  readonly pool: pg.Pool;
  readonly source: EventSource;
  readonly projection: string;
  /** For the record. */
  readonly requestedBy: string;
};

/** Keys looked at in one go. */
const limit = 100;

/**
 * Asks for a retry of the keys that a release before this one parked because it could not read their event, where this one
 * can. So a new release may write before the last process of the old one is gone, and nobody has to look after it.
 *
 * @returns the keys that were asked for
 */
export const retryReadable = async (work: RetryReadable): Promise<string[]> => {
  const { pool, source, projection, requestedBy } = work;
  const { rows } = await pool.query<{ key: string; position: number }>(
    /* sql */ `
    select key, position::float8 from projections.parked_keys
     where projection = $1 and code = 'unreadable-event' and requested is null order by position limit ${limit}`,
    [projection],
  );
  const asked: string[] = [];
  for (const { key, position } of rows) {
    const { events } = await source.read({ afterPosition: position - 1, limit: 1 });
    if (events[0]?.position !== position) continue;
    if (await ask(pool, { projection, key, requestedBy })) asked.push(key);
  }
  return asked;
};

const ask = async (
  pool: pg.Pool,
  wanted: { projection: string; key: string; requestedBy: string },
): Promise<boolean> => {
  try {
    await retryParkedKey(pool, wanted);
    return true;
  } catch (error) {
    // Somebody was faster.
    if (error instanceof ParkedKeyNotFound) return false;
    throw error;
  }
};
