import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { inTransaction } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { readLog, readStoredLog } from '../../src/read/read-log.ts';

const commits = 100_000;
const limit = 2_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [eventStoreSchema] });
  await asSuperuser(
    'set session_replication_role = replica',
    `do $$ declare part regclass; begin
       for part in select 'event_store.log'::regclass union all select 'event_store.commits'
         union all select inhrelid from pg_inherits where inhparent = 'event_store.events'::regclass
       loop execute format('alter table %s set (autovacuum_enabled = off)', part); end loop;
     end $$`,
    `insert into event_store.streams (tenant_id, stream_id, category, version) values ('acme', 'sync-1', 'sync', ${commits})`,
    `insert into event_store.commits (commit_id, recorded_at, event_count, tenant_id, actor, command_id, correlation_id, digest)
     select n, now(), 1, 'acme', 'user:test', n::text, n::text, '' from generate_series(1, ${commits}) n`,
    `insert into event_store.events (commit_id, stream_key, ordinal, version, schema_version, type, data)
     select n, 1, 0, n, 1, case when n % 2 = 0 then 'SyncProgressed' else 'SyncStarted' end, '{}' from generate_series(1, ${commits}) n`,
    `insert into event_store.log (first_position, event_count, commit_id, chain_hash)
     select n, 1, n, '' from generate_series(1, ${commits}) n`,
    `update event_store.sequencer set last_position = ${commits}`,
  );
});
afterAll(() => database.drop());

const asSuperuser = async (...statements: string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
};

const readers = {
  'of all events': (tx: pg.PoolClient, afterPosition: number) => readStoredLog(tx, { afterPosition, limit }),
  'of some types': (tx: pg.PoolClient, afterPosition: number) =>
    readLog(tx, { afterPosition, limit, types: ['SyncProgressed'] }),
  'of one tenant': (tx: pg.PoolClient, afterPosition: number) =>
    readLog(tx, { afterPosition, limit, tenantId: 'acme' }),
};
const pages = (Object.keys(readers) as (keyof typeof readers)[]).flatMap((reader) =>
  [0, commits / 2, commits - limit].map((afterPosition) => [reader, afterPosition] as const),
);

/** Which of the tables that grow were gone through from their beginning, and how many events the page has. */
const look = (reader: keyof typeof readers, afterPosition: number) =>
  inTransaction(database.pool, async (tx) => {
    const { events } = await readers[reader](tx, afterPosition);
    const { rows } = await tx.query<{ relname: string }>(
      `select relname from pg_stat_xact_user_tables
        where (relname in ('log', 'commits') or schemaname = 'event_store_partitions') and seq_tup_read > 0`,
    );
    return { events: events.length, wholeTables: rows.map(({ relname }) => relname) };
  });

/** What the planner thinks of tables that grow is out of date all the time; so it must not matter. */
describe.each([
  ['was never looked at by the planner', []],
  [
    'is known to the planner',
    ['analyze event_store.log', 'analyze event_store.commits', 'analyze event_store.events'],
  ],
])('of a log that %s', (_name, statements) => {
  beforeAll(() => asSuperuser(...statements));

  test.each(pages)('a page %s after position %d is found by index', async (reader, afterPosition) => {
    const { events, wholeTables } = await look(reader, afterPosition);
    expect(wholeTables).toEqual([]);
    expect(events).toBeGreaterThanOrEqual(limit / 2);
  });
});
