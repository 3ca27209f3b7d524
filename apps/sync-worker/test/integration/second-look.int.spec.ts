import pg from 'pg';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import { WorkerUnderTest, namesOf } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
let theirs: pg.Client;

beforeEach(async () => {
  work = await WorkerUnderTest.create();
  await work.onTarget(
    `do $$ begin for n in 1..20 loop execute format('create table t%s (id int)', n); end loop; end $$`,
    'create table read_by_view (id int)',
    'create view held as select id from read_by_view',
  );
  theirs = new pg.Client({ connectionString: work.target.superuserUrl });
  await theirs.connect();
  // Printing the view waits for this: whatever is committed meanwhile is for a second look.
  await theirs.query('begin');
  await theirs.query('lock table read_by_view in access exclusive mode');
});
afterEach(async () => {
  await theirs.end();
  await work.close();
});

const readerWaits = async (): Promise<boolean> => {
  const { rows } = await theirs.query<{ waits: boolean }>(
    `select exists (select from pg_locks where not granted and relation = 'read_by_view'::regclass) as waits`,
  );
  return rows[0]?.waits === true;
};

const meanwhile = async (...statements: string[]): Promise<void> => {
  await waitFor(readerWaits, { what: 'the reading to wait for the view', timeoutMs: 20_000 });
  await work.onTarget(...statements);
  await theirs.query('rollback');
};

test('a second look finds what was made while the first was under way', async () => {
  const syncId = await work.register();
  work.startWorker({ leaseSeconds: 30 });
  await meanwhile('create table late (id int)');
  expect((await work.ended(syncId)).type).toBe('SyncCompleted');
  expect(namesOf(await work.catalogEvents(), 'ObjectDiscovered')).toContain('table public.late');
});

test('a second look drops no more than a first one may', async () => {
  const syncId = await work.register();
  work.startWorker({ leaseSeconds: 30 });
  await meanwhile(
    `do $$ begin for n in 1..15 loop execute format('drop table t%s', n); end loop; end $$`,
    // What is only gone is no text that the first look could have printed anew.
    'create table late (id int)',
  );
  expect(await work.ended(syncId)).toMatchObject({
    type: 'SyncFailed',
    data: { error: { code: 'drop-guard' } },
  });
  expect(namesOf(await work.catalogEvents(), 'ObjectDropped')).toEqual([]);
});
