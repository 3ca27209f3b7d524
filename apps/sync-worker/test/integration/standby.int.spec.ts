import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import pg from 'pg';
import { hasStandbyPrograms, startPrimaryAndStandby, type Primary } from '../support/standby.ts';
import { WorkerUnderTest, namesOf } from '../support/worker-under-test.ts';

/** Where results decide what lands the programs are there, or this says so. */
const withStandby = hasStandbyPrograms || process.env.CI === 'true' ? test : test.skip;

let work: WorkerUnderTest;
let servers: Primary | null = null;
let primary: pg.Client;
let standby: pg.Client;

beforeAll(async () => {
  work = await WorkerUnderTest.create();
  if (!hasStandbyPrograms) return;
  servers = await startPrimaryAndStandby();
  primary = new pg.Client({ connectionString: servers.primaryUrl });
  standby = new pg.Client({ connectionString: servers.standbyUrl });
  // It dies with its server.
  for (const client of [primary, standby]) client.on('error', () => undefined);
  await Promise.all([primary.connect(), standby.connect()]);
}, 60_000);
afterAll(async () => {
  await work.close();
  if (servers === null) return;
  await Promise.all([primary.end(), standby.end()]);
  await servers.stop();
}, 60_000);

/** Carried out on the primary, and arrived at the standby. */
const ddl = async (...statements: string[]): Promise<void> => {
  for (const statement of statements) await primary.query(statement);
  const { rows } = await primary.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn');
  await waitFor(
    async () => {
      const seen = await standby.query<{ there: boolean }>(
        'select pg_last_wal_replay_lsn() >= $1::pg_lsn as there',
        [rows[0]?.lsn],
      );
      return seen.rows[0]?.there;
    },
    { what: 'the standby to follow' },
  );
};

withStandby(
  'a standby is read in full, then what changed, then nothing',
  async () => {
    await ddl(
      'create schema s',
      'create table s.t (id int primary key, note text default now()::text)',
      'create view s.v as select id from s.t',
      `create function s.f() returns int language sql as 'select 1'`,
    );
    work.startWorker();
    const first = await work.ended(await work.register({ url: servers?.standbyUrl ?? '' }));
    expect(first).toMatchObject({
      type: 'SyncCompleted',
      data: { skipped: [], counts: { table: { added: 1 }, view: { added: 1 }, routine: { added: 1 } } },
    });
    const count = (await work.catalogEvents()).length;
    const unchanged = await work.ended(await work.requestSync());
    expect(unchanged.type).toBe('SyncCompleted');
    expect(await work.catalogEvents()).toHaveLength(count);

    await ddl(
      'alter table s.t rename column note to remark',
      'drop function s.f()',
      'create table s.more (id int)',
    );
    const third = await work.ended(await work.requestSync());
    expect(third.type).toBe('SyncCompleted');
    const events = await work.catalogEvents(count);
    expect(namesOf(events, 'ObjectAltered')).toEqual(['table s.t']);
    expect(namesOf(events, 'ObjectDropped')).toEqual(['routine s.f()']);
    expect(namesOf(events, 'ObjectDiscovered')).toEqual(['table s.more']);
  },
  60_000,
);

withStandby(
  'a reading that recovery cancels is tried again, and drops nothing',
  async () => {
    await ddl('create table s.held (id int primary key)', 'create index on s.held ((id + 1))');
    const holder = new pg.Client({ connectionString: servers?.primaryUrl ?? '' });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('begin; lock table s.held in access exclusive mode');
    await ddl('create table s.late (id int)');
    await work.database.ownerPool.query('update sync_worker.fingerprints set is_current = false');
    const count = (await work.catalogEvents()).length;
    const syncId = await work.requestSync();
    await waitFor(
      async () => {
        const { rowCount } = await standby.query(
          `select from pg_stat_activity where application_name like 'cadastre/%' and wait_event_type = 'Lock'`,
        );
        return rowCount === 1;
      },
      { what: 'the reading to wait for the lock', timeoutMs: 20_000 },
    );
    // What the reading has read already is locked, and recovery waits for nobody. It is over at once: the second attempt would
    // leave out a schema that is still locked.
    await holder.query('lock table pg_catalog.pg_description in access exclusive mode; rollback');
    await holder.end();
    await ddl('select txid_current()'); // for nobody hurries to tell a standby of a rollback
    const cancelled = async () =>
      (await work.syncEvents(syncId)).find(({ type }) => type === 'SyncActivityFailed')?.data;
    await waitFor(async () => (await cancelled()) !== undefined, {
      what: 'the first attempt to fail',
      timeoutMs: 20_000,
    });
    expect(await cancelled()).toMatchObject({
      error: { code: 'target-conflict' },
      retry_at: expect.any(String),
    });
    const end = await work.ended(syncId);
    expect(end).toMatchObject({ type: 'SyncCompleted', data: { skipped: [] } });
    const events = await work.catalogEvents(count);
    expect(namesOf(events, 'ObjectDropped')).toEqual([]);
    expect(namesOf(events, 'ObjectDiscovered')).toEqual(['table s.held', 'table s.late']);
  },
  60_000,
);

withStandby(
  'more views than a reading may lock at once are read of a standby too',
  async () => {
    // A quarter of what the servers' settings promise is 1,600.
    await ddl(
      'create schema many',
      /* sql */ `
      do $$ begin
        create view many.v1 as select 1 as id;
        for n in 2..1700 loop
          execute format('create view many.v%s as select id from many.v%s', n, n - 1);
          if n % 100 = 0 then commit; end if;
        end loop;
      end $$`,
    );
    const count = (await work.catalogEvents()).length;
    // Not knowing what was there before, it reads everything.
    await work.database.ownerPool.query('update sync_worker.fingerprints set is_current = false');
    const end = await work.ended(await work.requestSync());
    expect(end).toMatchObject({ type: 'SyncCompleted', data: { skipped: [] } });
    const { footprint } = end.data as { footprint: { queries: number } };
    expect(footprint.queries).toBeGreaterThan(25);
    const events = await work.catalogEvents(count);
    expect(namesOf(events, 'ObjectDropped')).toEqual([]);
    expect(namesOf(events, 'ObjectDiscovered').filter((name) => name.startsWith('view many.'))).toHaveLength(
      1_700,
    );
  },
  60_000,
);
