import type { Queryable } from '@cadastre/postgres';
import type pg from 'pg';

/** A reader that stops taking what it asked for must not keep a snapshot, and with it old rows, alive. */
const mostIdleSeconds = 30;

const tablesOfOneMoment =
  'read_model.catalogs, read_model.objects, read_model.integrations, read_model.syncs';

/**
 * For an answer that is longer than memory: everything that `read` reads is of one moment and of one tenant, however long
 * the reader takes. Ends with an error when nothing was taken for 30 s.
 */
export async function* streamAsTenant<T>(
  pool: pg.Pool,
  tenantId: string,
  read: (db: Queryable) => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  if (tenantId === '' || tenantId === '*') throw new Error('A query runs for exactly one tenant');
  const client = await pool.connect();
  let isClean = false;
  try {
    await client.query('begin isolation level repeatable read read only');
    // Before the snapshot: tables that a rebuild exchanges after it would hold rows that it does not see.
    await client.query(`lock table ${tablesOfOneMoment} in access share mode`);
    await client.query(
      `select set_config('cadastre.tenant_id', $1, true),
              set_config('idle_in_transaction_session_timeout', $2, true)`,
      [tenantId, `${mostIdleSeconds}s`],
    );
    yield* read(client);
    await client.query('commit');
    isClean = true;
  } finally {
    // Also when the reader went away in the middle, or the server ended the session: that connection is of no more use.
    client.release(!isClean);
  }
}
