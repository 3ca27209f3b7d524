import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { readAgesBehind, readSequencerState } from '../../src/read/log-ages.ts';
import { appending, newStream } from '../examples.ts';
import { sequenceAll } from '../sequence-all.ts';

let database: TestDatabase;
let store: PostgresEventStore;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [eventStoreSchema] });
  store = new PostgresEventStore({ pool: database.pool });
});
afterAll(() => database.drop());

/** Appends two events and makes the commit so many seconds old, past what keeps commits from being changed. */
const appendOld = async (seconds: number): Promise<void> => {
  const { commitId } = await store.append(appending(newStream(), [1, 2]));
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query('set session_replication_role = replica');
  await client.query(
    `update event_store.commits set recorded_at = statement_timestamp() - make_interval(secs => $2) where commit_id = $1`,
    [commitId, seconds],
  );
  await client.end();
};
const behind = async (...positions: number[]): Promise<number[]> =>
  (await readAgesBehind(database.pool, positions)).map((seconds) => Math.round(seconds / 100) * 100);

test('an empty log has nothing that waits', async () => {
  expect(await readSequencerState(database.pool)).toMatchObject({
    head: 0,
    pendingCommits: 0,
    oldestPendingSeconds: 0,
  });
  expect(await behind(0)).toEqual([0]);
  expect(await behind()).toEqual([]);
});

test('commits without a position are counted, the oldest by its age', async () => {
  await appendOld(1_000);
  await appendOld(500);
  const state = await readSequencerState(database.pool);
  expect([state.head, state.pendingCommits, Math.round(state.oldestPendingSeconds / 100)]).toEqual([
    0, 2, 10,
  ]);
  expect(await behind(0)).toEqual([0]);
});

test('a consumer is behind by the age of the event it would read next', async () => {
  await sequenceAll(database.pool);
  expect(await readSequencerState(database.pool)).toMatchObject({ head: 4, pendingCommits: 0 });
  expect(await behind(4, 3, 2, 1, 0)).toEqual([0, 500, 500, 1_000, 1_000]);
});
