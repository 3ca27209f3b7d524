import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import type { Api, Running } from './support/cadastre.ts';
import { register, untilCompleted } from './support/registration.ts';
import { Installation } from './support/services.ts';

/** Several pages of events, so that there is a middle to stop in. */
const tableCount = 3_000;
/** However soon after a heartbeat a worker dies: the lease, and a sweep. */
const takeoverMs = 35_000;
/** For what does not wait for a lease: the machine may be busy with other tests. */
const patienceMs = 60_000;
const shortLease = { CADASTRE_WORKER_LEASE_SECONDS: '7', CADASTRE_WORKER_HEARTBEAT_SECONDS: '2' };
jest.setTimeout(180_000);

type Sync = { status: string; attempt: number; counts: Record<string, { seen: number; added: number }> };

/** Two APIs, two workers and a projector, each a process of its own, on one database. */
describe('two workers', () => {
  let database: TestDatabase;
  let target: TestDatabase;
  let installation: Installation;
  let api: Api;
  let otherApi: Api;
  let workers: Running[] = [];

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [] });
    target = await createTestDatabase({ schemas: [] });
    await target.ownerPool.query(`do $$ begin
      for n in 1..${tableCount} loop
        execute format('create table t%s (id bigint primary key, name text not null check (length(name) < 500),
          email varchar(320), amount numeric(18,4) default 0, at timestamptz default now(), unique (name))', n);
        execute format('comment on table t%s is %L', n, 'Table ' || n);
      end loop;
    end $$`);
    installation = new Installation(database);
    // All at once: each brings the database to its shape, one of them does it.
    const [first, second] = await Promise.all([
      installation.start('api'),
      installation.start('api'),
      installation.start('projector'),
    ]);
    api = first.api;
    otherApi = second.api;
  });
  afterAll(async () => {
    await installation.stop();
    await database.drop();
    await target.drop();
  });

  const startWorkers = async (settings: Readonly<Record<string, string>> = {}): Promise<void> => {
    workers = await Promise.all([
      installation.start('worker', settings),
      installation.start('worker', settings),
    ]);
  };
  const stopWorkers = async (): Promise<void> => {
    for (const { program } of workers) program.signal('SIGTERM');
    await Promise.all(workers.map(({ program }) => program.exited));
  };

  const discovered = async (syncId: string): Promise<{ events: number; objects: number; tables: number }> => {
    const { rows } = await database.ownerPool.query<{ events: number; objects: number; tables: number }>(
      `select count(*)::int as events, count(distinct data->'object'->>'identity')::int as objects,
              count(*) filter (where data->'object'->>'kind' = 'table')::int as tables
         from event_store.events where type = 'ObjectDiscovered' and data->>'sync_id' = $1`,
      [syncId],
    );
    return rows[0] ?? { events: 0, objects: 0, tables: 0 };
  };

  const hasBegun = async (syncId: string): Promise<boolean> => {
    const { rows } = await database.ownerPool.query<{ begun: boolean }>(
      `select exists (select from event_store.events where type = 'ObjectDiscovered' and data->>'sync_id' = $1) as begun`,
      [syncId],
    );
    return rows[0]?.begun === true;
  };

  /** Lets the sync begin, and freezes the worker that runs it between two pages. */
  const freezeTheWorkerOf = async (syncId: string): Promise<Running> => {
    await waitFor(() => hasBegun(syncId), { timeoutMs: 30_000, pollMs: 2 });
    const { rows } = await database.ownerPool.query<{ owner: string }>(
      'select lease_owner as owner from jobs.jobs where job_id = $1',
      [syncId],
    );
    const owner = workers.find(({ program }) => rows[0]?.owner.includes(String(program.pid)));
    if (owner === undefined) throw new Error(`No worker owns the sync: ${rows[0]?.owner ?? 'it has ended'}`);
    owner.program.signal('SIGSTOP');
    expect((await discovered(syncId)).tables).toBeLessThan(tableCount);
    return owner;
  };

  /** @returns how long it took until another worker had the sync */
  const untilTakenOver = async (syncId: string): Promise<number> => {
    const begun = Date.now();
    await waitFor(
      async () => {
        const { rows } = await database.ownerPool.query<{ attempt: number }>(
          'select attempt from jobs.jobs where job_id = $1',
          [syncId],
        );
        return (rows[0]?.attempt ?? 0) > 1;
      },
      { timeoutMs: takeoverMs + 10_000, what: `sync ${syncId} to be taken over` },
    );
    return Date.now() - begun;
  };

  const expectEachObjectOnce = async (ids: { integration_id: string; sync_id: string }): Promise<void> => {
    const seen = await discovered(ids.sync_id);
    expect(seen.tables).toBe(tableCount);
    expect(seen.events).toBe(seen.objects);
    const { rows } = await database.ownerPool.query(
      `select type from event_store.events
        where type in ('SyncCompleted', 'SyncFailed', 'SyncCancelled', 'SyncDeadLettered') and data->>'sync_id' = $1`,
      [ids.sync_id],
    );
    expect(rows).toEqual([{ type: 'SyncCompleted' }]);
    // COMPLETED is not said before the catalog shows it.
    expect((await relationNames(ids.integration_id)).size).toBe(tableCount);
  };

  const relationNames = async (integrationId: string): Promise<Set<string>> => {
    const names = new Set<string>();
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/catalog/${integrationId}/relations?schema=public&limit=200${cursor && `&cursor=${cursor}`}`;
      const { body } = await otherApi.get<{ items: { name: string }[]; next_cursor: string | null }>(path);
      for (const { name } of body.items) names.add(name);
      cursor = body.next_cursor;
    }
    return names;
  };

  test('one that wakes after its sync was taken over writes nothing any more', async () => {
    await startWorkers(shortLease);
    const ids = await register(api, target.superuserUrl);
    const asleep = await freezeTheWorkerOf(ids.sync_id);
    await untilTakenOver(ids.sync_id);
    await untilCompleted(otherApi, ids.sync_id);
    asleep.program.signal('SIGCONT');
    // What it says depends on whether it looks before or after the sync was settled.
    await waitFor(
      () => expect(asleep.program.stdout).toMatch(/lease lost|settled by somebody else/) === undefined,
      { timeoutMs: patienceMs },
    );
    await expectEachObjectOnce(ids);
    await stopWorkers();
  });

  test('one is killed in the middle of a sync of 3,000 tables: the other takes it over within 35 s, and finishes it', async () => {
    await startWorkers();
    const ids = await register(api, target.superuserUrl);
    const killed = await freezeTheWorkerOf(ids.sync_id);
    killed.program.signal('SIGKILL');
    expect(await untilTakenOver(ids.sync_id)).toBeLessThan(takeoverMs);
    const sync = await untilCompleted<Sync>(otherApi, ids.sync_id);
    expect(sync.attempt).toBe(2);
    expect(sync.counts.table).toMatchObject({ seen: tableCount, added: tableCount });
    await expectEachObjectOnce(ids);
  });
});
