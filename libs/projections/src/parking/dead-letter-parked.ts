import type pg from 'pg';
import { inTransaction, type Queryable } from '@cadastre/postgres';

/** An event that a key is parked at, and that nobody has sent a dead letter about. */
export type DeadEvent = {
  readonly projection: string;
  readonly key: string;
  readonly position: number;
  readonly code: string;
  /** Holds no event data. */
  readonly reason: string;
};

const mostAtOnce = 50;

/**
 * Sends a dead letter about every event that a key of the projection is parked at, once for each: what was sent is remembered,
 * so that a retry in vain sends none. Of all processes one does it at a time. Should it die between sending and remembering,
 * there are two letters about one event, never none.
 *
 * @returns how many were sent
 */
export const deadLetterParked = (
  pool: pg.Pool,
  projection: string,
  send: (event: DeadEvent) => Promise<void>,
): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const { rows: due } = await tx.query<DeadEvent>({
      name: 'projections.dead-events',
      text: /* sql */ `
        select projection, key, position::float8, code, reason from projections.parked_keys
         where projection = $1 and dead_lettered_position is distinct from position
         order by position limit $2`,
      values: [projection, mostAtOnce],
    });
    // Rows are not locked meanwhile: brokers that do not answer must keep nobody from asking for a retry.
    if (due.length === 0 || !(await tryLock(tx, projection))) return 0;
    let sent = 0;
    for (const event of due) {
      const isDue = await tx.query(
        /* sql */ `
        select from projections.parked_keys
         where projection = $1 and key = $2 and position = $3 and dead_lettered_position is distinct from position`,
        [projection, event.key, event.position],
      );
      if (isDue.rowCount !== 1) continue; // another process was faster, or the key is free
      await send(event);
      // Of its own, and at once: what comes after it may fail.
      await pool.query(
        /* sql */ `
        update projections.parked_keys set dead_lettered_position = $3
         where projection = $1 and key = $2 and position = $3`,
        [projection, event.key, event.position],
      );
      sent += 1;
    }
    return sent;
  });

/** Held until the transaction ends. */
const tryLock = async (tx: Queryable, projection: string): Promise<boolean> => {
  const { rows } = await tx.query<{ isOurs: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('cadastre.dead-letters'), hashtext($1)) as "isOurs"`,
    [projection],
  );
  return rows[0]?.isOurs === true;
};
