import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { egressPolicy, testTarget } from '@cadastre/target-connection';
import pg from 'pg';
import { hasPooler, startPooler, type Pooler } from '../support/pooler.ts';
import { WorkerUnderTest, namesOf } from '../support/worker-under-test.ts';

/** Where results decide what lands the pooler is there, or this says so. */
const withPooler = hasPooler || process.env.CI === 'true' ? test : test.skip;

let work: WorkerUnderTest;
let pooler: Pooler | null = null;

beforeEach(async () => {
  work = await WorkerUnderTest.create();
  await work.onTarget('create table t (id int primary key)', 'create view v as select id from t');
});
afterEach(async () => {
  // Its connections to the target first: the test database wants to be left alone.
  await pooler?.stop();
  await work.close();
  pooler = null;
});

const databaseName = (): string => new URL(work.target.superuserUrl).pathname.slice(1);

const tryOut = (port: number) =>
  testTarget(
    {
      host: '127.0.0.1',
      port,
      username: 'somebody',
      password: 'whatever',
      database_name: databaseName(),
      ssl_mode: 'disable',
      ca_pem: null,
    },
    egressPolicy({ allow: [], allowPrivate: true }),
    { applicationName: 'cadastre/test' },
  );

withPooler.each(['transaction', 'session'] as const)(
  'through a pooler that works by %s everything is read, and nothing is left on its connection',
  async (mode) => {
    pooler = await startPooler(work.target.superuserUrl, mode);
    expect(await tryOut(pooler.port)).toMatchObject({ is_accepted: true });
    work.startWorker();
    const first = await work.ended(await work.register({ port: pooler.port }));
    expect(first).toMatchObject({ type: 'SyncCompleted', data: { attempt: 1, skipped: [] } });
    await work.onTarget('alter table t add column note text');
    const before = (await work.catalogEvents()).length;
    const second = await work.ended(await work.requestSync());
    expect(second).toMatchObject({ type: 'SyncCompleted', data: { attempt: 1, skipped: [] } });
    expect(namesOf(await work.catalogEvents(before), 'ObjectAltered')).toEqual(['table public.t']);

    // The next client is given the same connection of the server.
    const client = new pg.Client({ connectionString: pooler.urlOf(databaseName()) });
    await client.connect();
    const { rows } = await client.query(
      `select name from pg_settings where source = 'session' and name not in ('application_name', 'client_encoding')`,
    );
    expect(rows).toEqual([]);
    await client.query('create table written (id int)');
    await client.end();
  },
);

withPooler('a pooler that takes single statements only is refused at the trial, in words', async () => {
  pooler = await startPooler(work.target.superuserUrl, 'statement');
  const { failure } = await tryOut(pooler.port);
  expect(failure).toMatchObject({ code: 'target-database-unusable', step: 'database' });
  expect(failure?.message).toContain('pool_mode = statement');
  expect(failure?.hint).toContain('pool_mode = transaction');
});

withPooler('a target that became one fails its sync with the same words, at once', async () => {
  pooler = await startPooler(work.target.superuserUrl, 'statement');
  work.startWorker();
  const end = await work.ended(await work.register({ port: pooler.port }));
  expect(end).toMatchObject({
    type: 'SyncFailed',
    data: { attempt: 1, error: { code: 'target-database-unusable' } },
  });
});
