import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPool } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { eventStoreSchema } from '../../src/event-store-schema.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [eventStoreSchema] });
});
afterAll(() => database.drop());

test('no function that puts plans off has the dear ones compiled', async () => {
  const { rows } = await database.pool.query<{ name: string; isCompiled: boolean }>(/* sql */ `
    select proname as name, not proconfig @> '{jit=off}' as "isCompiled" from pg_proc
     where pronamespace = 'event_store'::regnamespace and proconfig @> '{enable_seqscan=off}' order by proname`);
  expect(rows).toEqual([
    { name: 'append', isCompiled: false },
    { name: 'sequence_commits', isCompiled: false },
  ]);
});

test('connections ask for no compiled plans, whatever the server does by itself', async () => {
  const pool = createPool({ connectionString: database.url, max: 1, applicationName: 'test' });
  const { rows } = await pool.query("select setting, source from pg_settings where name = 'jit'");
  await pool.end();
  expect(rows).toEqual([{ setting: 'off', source: 'session' }]);
});
