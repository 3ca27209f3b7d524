import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { completeSync, integrationToRead, renameIntegration, startSync } from '@cadastre/integration';
import { loadState } from '@cadastre/event-store';
import { fixedTime, waitFor } from '@cadastre/testing';
import pg from 'pg';
import { endSync } from '../../src/run-sync/end-sync.ts';
import { SyncJournal } from '../../src/run-sync/sync-journal.ts';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
let other: pg.Client;

beforeEach(async () => {
  work = await WorkerUnderTest.create();
  await work.onTarget(
    'create schema held',
    'create table held.t (id int primary key, name text check (length(name) > 2))',
    'create index on held.t (lower(name))',
    'create view held.v as select id from held.t',
    'create schema free',
    'create table free.t (id int primary key)',
  );
  other = new pg.Client({ connectionString: work.target.superuserUrl });
  await other.connect();
});
afterEach(async () => {
  await other.end();
  await work.close();
});

const known = async (): Promise<string[]> => {
  const { rows } = await work.database.ownerPool.query<{ qualified_name: string }>(
    'select qualified_name from sync_worker.known_objects order by 1',
  );
  return rows.map(({ qualified_name }) => qualified_name);
};

test('a schema that somebody keeps locked is waited for, then left out with its reason, and keeps its objects', async () => {
  work.startWorker();
  await work.ended(await work.register());
  const before = await known();
  await work.onTarget('alter table free.t add column n int');
  await other.query(`begin; alter table held.t add column late int; drop view held.v`);
  const end = await work.ended(await work.requestSync());
  // What it changed is not committed, and what it holds need not be read: nothing to wait for.
  expect(end).toMatchObject({ type: 'SyncCompleted', data: { attempt: 1, skipped: [] } });
  await work.database.ownerPool.query('update sync_worker.fingerprints set is_current = false');
  const second = await work.ended(await work.requestSync());
  expect(second).toMatchObject({
    type: 'SyncCompleted',
    data: {
      attempt: 2,
      skipped: [
        {
          scope: 'held',
          reason: expect.stringMatching(/another session holds \d of its relations/) as unknown,
        },
      ],
      counts: { view: { skipped: 1, dropped: 0 } },
    },
  });
  expect(await known()).toEqual(before);
  await other.query('commit');
  const count = (await work.catalogEvents()).length;
  expect((await work.ended(await work.requestSync())).data).toMatchObject({ skipped: [] });
  const events = await work.catalogEvents(count);
  expect(namesOf(events, 'ObjectAltered')).toEqual(['table held.t']);
  expect(namesOf(events, 'ObjectDropped')).toEqual(['view held.v']);
}, 60_000);

test('what had changed in a schema that was left out is read as soon as it can be', async () => {
  work.startWorker();
  await work.ended(await work.register());
  const count = (await work.catalogEvents()).length;
  await work.onTarget('alter table held.t add column late int', 'drop view held.v');
  await other.query('begin; lock table held.t in access exclusive mode');
  const skipped = [expect.objectContaining({ scope: 'held' })];
  const without = await work.ended(await work.requestSync());
  expect(without).toMatchObject({ type: 'SyncCompleted', data: { attempt: 2, skipped } });
  expect(await work.catalogEvents(count)).toEqual([]);
  await other.query('rollback');
  const end = await work.ended(await work.requestSync());
  expect(end).toMatchObject({ type: 'SyncCompleted', data: { attempt: 1, skipped: [] } });
  const events = await work.catalogEvents(count);
  expect(namesOf(events, 'ObjectAltered')).toEqual(['table held.t']);
  expect(namesOf(events, 'ObjectDropped')).toEqual(['view held.v']);
}, 60_000);

test('a schema that is not there is said to be left out by each sync, also by one that finds nothing changed', async () => {
  work.startWorker();
  const skipped = [expect.objectContaining({ scope: 'nowhere' })];
  const first = await work.ended(await work.register({ options: { include_schemas: ['free', 'nowhere'] } }));
  expect(first).toMatchObject({ type: 'SyncCompleted', data: { skipped } });
  const again = await work.ended(await work.requestSync());
  expect(again).toMatchObject({ type: 'SyncCompleted', data: { skipped } });
  await work.onTarget('create schema nowhere');
  const whole = await work.ended(await work.requestSync());
  expect(whole).toMatchObject({ type: 'SyncCompleted', data: { skipped: [] } });
});

test('a connection that is cut in the middle drops nothing: the next attempt reads it all', async () => {
  await other.query('begin; lock table held.t in access exclusive mode');
  work.startWorker();
  const syncId = await work.register();
  // One that is in no transaction: what it sees of other sessions would be of its beginning.
  const third = new pg.Client({ connectionString: work.target.superuserUrl });
  await third.connect();
  await waitFor(
    async () => {
      const { rows } = await third.query<{ cut: boolean }>(
        `select pg_terminate_backend(pid) as cut from pg_stat_activity
          where application_name like 'cadastre/%' and wait_event_type = 'Lock' and datname = current_database()`,
      );
      return rows.length > 0;
    },
    { what: 'a reader that waits', timeoutMs: 20_000 },
  );
  await third.end();
  await other.query('rollback');
  const end = await work.ended(syncId);
  expect(end).toMatchObject({ type: 'SyncCompleted', data: { attempt: 2, skipped: [] } });
  const events = await work.catalogEvents();
  expect(namesOf(events, 'ObjectDropped')).toEqual([]);
  const discovered = namesOf(events, 'ObjectDiscovered');
  expect(discovered).toEqual(expect.arrayContaining(['table free.t', 'table held.t', 'view held.v']));
  expect(new Set(discovered).size).toBe(discovered.length);
}, 60_000);

test('a system catalog that the role may not read fails the sync with that reason, and drops nothing', async () => {
  const role = `degraded_${randomBytes(4).toString('hex')}`;
  await work.onTarget(`create role ${role} login password 'weak'`);
  work.startWorker();
  await work.ended(await work.register({ username: role, password: 'weak' }));
  const before = await known();
  expect(before).toContain('held.t');
  await work.onTarget(
    'revoke select on pg_catalog.pg_trigger from public',
    'create table free.more (id int)',
  );
  const end = await work.ended(await work.requestSync());
  expect(end).toMatchObject({ type: 'SyncFailed', data: { attempt: 1 } });
  expect((end.data as { error: { detail: string } }).error.detail).toMatch(
    /permission|privilege|allowed|may not/i,
  );
  expect(await known()).toEqual(before);
  await work.onTarget('grant select on pg_catalog.pg_trigger to public');
  expect((await work.ended(await work.requestSync())).type).toBe('SyncCompleted');
  expect(await known()).toContain('free.more');
  await work.onTarget(`drop role ${role}`);
}, 60_000);

test('where a target may be reached is asked at every sync, not only at registration', async () => {
  work.openPlatform({ egress: { allow: [], allowPrivate: false } });
  work.startWorker();
  const end = await work.ended(await work.register());
  expect(end).toMatchObject({
    type: 'SyncFailed',
    data: { attempt: 1, error: { code: 'target-not-allowed' } },
  });
  expect(await work.catalogEvents()).toEqual([]);
});

test('an integration that is renamed while its sync ends is no obstacle: the end is decided again', async () => {
  const { platform } = work;
  const syncId = await work.register();
  await platform.jobs.enqueue(platform.pool, {
    jobId: syncId,
    tenantId: 'default',
    kind: 'sync',
    subjectId: work.integrationId,
    payload: {},
  });
  const [claim] = await platform.jobs.claim({ kinds: ['sync'], owner: 'test', limit: 1, leaseSeconds: 30 });
  if (claim === undefined) throw new Error('there was nothing to claim');
  const read = () => loadState(platform.eventStore, 'default', integrationToRead(work.integrationId));
  let isRenamed = false;
  // Between the decision and its writing.
  const renameOnce = async (): Promise<void> => {
    if (isRenamed) return;
    isRenamed = true;
    const { state } = await read();
    const { integrationId } = work;
    await work.append(renameIntegration(state, { integrationId, name: 'renamed', at: fixedTime }));
  };
  const journal = await SyncJournal.open(platform, claim);
  await journal.record((sync) => startSync(sync, { syncId, attempt: 1, worker: 'test', at: fixedTime }));
  let decisions = 0;
  await endSync({
    platform,
    journal: await SyncJournal.open(
      {
        ...platform,
        jobs: Object.assign(Object.create(platform.jobs) as typeof platform.jobs, {
          guard: async (...args: Parameters<typeof platform.jobs.guard>) => {
            await renameOnce();
            return platform.jobs.guard(...args);
          },
        }),
      },
      claim,
    ),
    claim,
    integrationId: work.integrationId,
    decide: (states) => {
      decisions += 1;
      return completeSync(states, {
        syncId,
        attempt: 1,
        counts: {},
        skipped: [],
        footprint: { queries: 0, rows: 0, bytes: 0, duration_ms: 0, longest_transaction_ms: 0 },
        at: fixedTime,
      });
    },
    settleJob: (tx) => platform.jobs.complete(tx, claim),
  });
  expect(decisions).toBe(2);
  expect((await read()).state).toMatchObject({ name: 'renamed', activeSyncId: null });
  expect((await work.syncEvents(syncId)).filter(({ type }) => type === 'SyncCompleted')).toHaveLength(1);
});
