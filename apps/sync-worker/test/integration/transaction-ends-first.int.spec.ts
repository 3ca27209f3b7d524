import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import { WorkerUnderTest, namesOf } from '../support/worker-under-test.ts';

let under: WorkerUnderTest;
let ours: pg.Client;
let folder: string;
const routines = 200;

/** Of 100 kB each. */
const functions = (prefix: string, count: number): string => `do $$ begin for n in 1..${count} loop
  execute format('create function ${prefix}%s() returns text language sql as %L', n, 'select ''' || repeat(md5(n::text), 3200) || '''');
end loop; end $$`;

beforeEach(async () => {
  under = await WorkerUnderTest.create();
  ours = new pg.Client({ connectionString: under.database.superuserUrl });
  await ours.connect();
  folder = mkdtempSync(path.join(tmpdir(), 'cadastre-spool-test-'));
  // 20 MB of definitions: more than may wait in memory and be on its way to us.
  await under.onTarget(functions('f', routines));
});
afterEach(async () => {
  await ours.end();
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Its state is `idle` outside, `idle in transaction` or `active` inside a transaction. */
const sessionOnTarget = async (): Promise<{ state: string; pid: number } | undefined> => {
  const { rows } = await ours.query<{ state: string; pid: number }>(
    `select state, pid from pg_stat_activity where datname = $1 and application_name like 'cadastre/%'`,
    [new URL(under.target.superuserUrl).pathname.slice(1)],
  );
  return rows[0];
};

/** The worker has something to store, and cannot. */
const isStuck = async (): Promise<boolean> => {
  const { rows } = await ours.query<{ waiting: boolean }>(
    `select exists (select from pg_locks where not granted and relation = 'sync_worker.known_objects'::regclass) as waiting`,
  );
  return rows[0]?.waiting === true;
};

test('the transaction on the target ends although nothing can be stored', async () => {
  // Known objects are written with every page: nobody gets past this.
  await ours.query('begin');
  await ours.query('lock table sync_worker.known_objects in exclusive mode');
  const syncId = await under.register();
  under.startWorker({ leaseSeconds: 30, spool: { folder, maxBytes: 2 ** 30 } });
  await waitFor(async () => (await isStuck()) && (await sessionOnTarget())?.state === 'idle', {
    what: 'the end of the transaction',
    timeoutMs: 20_000,
  });
  expect(await under.catalogEvents()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
  await ours.query('rollback');
  expect((await under.ended(syncId)).type).toBe('SyncCompleted');
  expect(
    namesOf(await under.catalogEvents(), 'ObjectDiscovered').filter((name) => name.startsWith('routine ')),
  ).toHaveLength(routines);
});

test('a session that is ended while it rests is opened again for the statistics', async () => {
  await ours.query('begin');
  await ours.query('lock table sync_worker.known_objects in exclusive mode');
  const syncId = await under.register();
  under.startWorker({ leaseSeconds: 30, spool: { folder, maxBytes: 2 ** 30 } });
  const resting = await waitFor(
    async () => {
      const session = (await isStuck()) ? await sessionOnTarget() : undefined;
      return session?.state === 'idle' ? session : undefined;
    },
    { what: 'the end of the transaction', timeoutMs: 20_000 },
  );
  await under.onTarget(`select pg_terminate_backend(${resting.pid}, 5000)`);
  await ours.query('rollback');
  const end = await under.ended(syncId);
  expect(end).toMatchObject({ type: 'SyncCompleted', data: { skipped: [] } });
  // Of both sessions together.
  expect((end.data as { footprint: { bytes: number } }).footprint.bytes).toBeGreaterThan(20_000_000);
});

test('a session that read much is not kept while nothing can be stored', async () => {
  // 60 MB: what a server process keeps of a catalog that large only ends with it.
  await under.onTarget(functions('g', 600));
  await ours.query('begin');
  await ours.query('lock table sync_worker.known_objects in exclusive mode');
  const syncId = await under.register();
  under.startWorker({ leaseSeconds: 30, spool: { folder, maxBytes: 2 ** 30 } });
  await waitFor(async () => (await isStuck()) && (await sessionOnTarget()) === undefined, {
    what: 'the end of the session',
    timeoutMs: 20_000,
  });
  await ours.query('rollback');
  expect(await under.ended(syncId)).toMatchObject({ type: 'SyncCompleted', data: { skipped: [] } });
});

test.each([
  ['there is no room', () => ({ folder, maxBytes: 0 })],
  ['the folder cannot be written', () => ({ folder: path.join(folder, 'missing'), maxBytes: 2 ** 30 })],
])('where %s the sync completes all the same', async (_, spool) => {
  const syncId = await under.register();
  under.startWorker({ leaseSeconds: 30, spool: spool() });
  expect((await under.ended(syncId)).type).toBe('SyncCompleted');
  expect(
    namesOf(await under.catalogEvents(), 'ObjectDiscovered').filter((name) => name.startsWith('routine ')),
  ).toHaveLength(routines);
});
