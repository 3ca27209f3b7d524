import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StatisticsObserved, SyncId, TenantId } from '@cadastre/events';
import { LeaseLost, type ClaimedJob } from '@cadastre/leased-jobs';
import { startActivity, startSync } from '@cadastre/integration';
import type { Census } from '@cadastre/pg-introspection';
import { fixedTime } from '@cadastre/testing';
import { stageCensus } from '../../src/census/staged-census.ts';
import { catalogOrdinal } from '../../src/known-objects/known-object.ts';
import { findRestored } from '../../src/match-restored/find-restored.ts';
import { readMoves } from '../../src/match-restored/moved-objects.ts';
import type { Attempt } from '../../src/run-sync/attempt.ts';
import { SyncJournal } from '../../src/run-sync/sync-journal.ts';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
let syncId: SyncId;
beforeAll(async () => {
  work = await WorkerUnderTest.create();
  syncId = await work.register();
  const { jobs, pool } = work.platform;
  await jobs.enqueue(pool, {
    jobId: syncId,
    tenantId: 'default',
    kind: 'sync',
    subjectId: work.integrationId,
    payload: {},
  });
});
afterAll(() => work.close());

const claim = async (owner: string): Promise<ClaimedJob> => {
  const [claimed] = await work.platform.jobs.claim({ kinds: ['sync'], owner, limit: 1, leaseSeconds: 30 });
  if (claimed === undefined) throw new Error('there was nothing to claim');
  return claimed;
};

/** The one that was claimed last. */
const runningClaim = async (): Promise<ClaimedJob> => {
  const { rows } = await work.platform.pool.query<{ fence: number }>(
    'select fence from jobs.jobs where job_id = $1',
    [syncId],
  );
  const claimed = { jobId: syncId, tenantId: 'default', owner: 'second', leaseSeconds: 30 };
  return { ...claimed, fence: Number(rows[0]?.fence) } as unknown as ClaimedJob;
};

const censusOf = (qualifiedName: string): Census => ({
  catalogs: ['pg_class'],
  async *entries() {
    const identity = { catalog: 'pg_class', oid: 1 } as const;
    yield [{ identity, schema: 'shop', qualifiedName, kind: 'table', columns: null }];
  },
  async *structures() {},
});

const page = () => ({
  integrationId: work.integrationId,
  events: [
    StatisticsObserved.create({
      integration_id: work.integrationId,
      sync_id: syncId,
      relations: [{ oid: 1, row_estimate: 1, table_bytes: 1, index_bytes: 0, total_bytes: 1 }],
      observed_at: fixedTime,
    }),
  ],
});

describe('the journal of a claim that was taken over', () => {
  test('can write neither a page of catalog events nor what it had noted', async () => {
    const { platform } = work;
    const first = await claim('first');
    const journal = await SyncJournal.open(platform, first);
    await journal.record((sync) => startSync(sync, { syncId, attempt: 1, worker: 'first', at: fixedTime }));
    await platform.jobs.release(platform.pool, first, { countsAsAttempt: true });
    const second = await claim('second');
    expect(second.fence).toBeGreaterThan(first.fence);
    const before = (await work.syncEvents(syncId)).length;

    // No event of the sync's own: only the fence stands between the ghost and the catalog stream.
    await expect(journal.record(() => [], page())).rejects.toThrow(LeaseLost);
    journal.note((sync) => startActivity(sync, { syncId, attempt: 1, activity: 'connect', at: fixedTime }));
    await expect(journal.flush()).rejects.toThrow(LeaseLost);
    await expect(journal.settle([], [], (tx) => platform.jobs.complete(tx, first))).rejects.toThrow(
      LeaseLost,
    );

    expect(await work.catalogEvents()).toEqual([]);
    expect(await work.syncEvents(syncId)).toHaveLength(before);
    const heir = await SyncJournal.open(platform, second);
    await heir.record(() => [], page());
    expect(await work.catalogEvents()).toHaveLength(1);
  });

  test('takes from its successor neither what it counted nor what it moved', async () => {
    const { platform } = work;
    const { fence, ...second } = await runningClaim();
    const heir = await SyncJournal.open(platform, { ...second, fence });
    const ghost = await SyncJournal.open(platform, { ...second, fence: fence - 1 });
    const catalog = { tenantId: TenantId.parse('default'), integrationId: work.integrationId };
    const staged = await stageCensus(heir.fenced, catalog, censusOf('shop.heirs'));
    await heir.fenced(async (tx) => {
      await tx.query(`insert into sync_worker.moved_objects values ('default', $1, $2, 1, 2, '[]')`, [
        work.integrationId,
        catalogOrdinal('pg_class'),
      ]);
    });

    await expect(stageCensus(ghost.fenced, catalog, censusOf('shop.ghosts'))).rejects.toThrow(LeaseLost);
    const attempt = { ...catalog, platform, journal: ghost, sync: { syncId, allowsDrops: true } };
    const snapshot = { fingerprint: { origin: { system: null, databaseOid: '1' } } };
    const nothingLeft = { snapshot, census: { ...staged, catalogs: [] }, tally: null };
    await expect(
      findRestored(
        attempt as unknown as Attempt,
        nothingLeft as unknown as Parameters<typeof findRestored>[1],
      ),
    ).rejects.toThrow(LeaseLost);

    const kept = await platform.pool.query('select reading, qualified_name from sync_worker.census');
    expect(kept.rows).toEqual([{ reading: staged.reading, qualified_name: 'shop.heirs' }]);
    expect(await readMoves(platform.pool, catalog)).toEqual([{ catalog: 'pg_class', froms: [1], tos: [2] }]);
  });

  test('writes what it had noted once the write that failed succeeds, in order and once', async () => {
    const { platform } = work;
    let failures = 1;
    const flaky = {
      ...platform,
      jobs: Object.assign(Object.create(platform.jobs) as typeof platform.jobs, {
        guard: async (...args: Parameters<typeof platform.jobs.guard>) => {
          failures -= 1;
          if (failures >= 0) throw new Error('the connection was cut');
          return platform.jobs.guard(...args);
        },
      }),
    };
    const journal = await SyncJournal.open(flaky, await runningClaim());
    journal.note((sync) => startActivity(sync, { syncId, attempt: 1, activity: 'connect', at: fixedTime }));
    await expect(journal.flush()).rejects.toThrow('cut');
    journal.note((sync) => startActivity(sync, { syncId, attempt: 1, activity: 'relations', at: fixedTime }));
    await journal.flush();
    const activities = (await work.syncEvents(syncId))
      .filter(({ type }) => type === 'SyncActivityStarted')
      .map(({ data }) => (data as { activity: string }).activity);
    expect(activities).toEqual(['connect', 'relations']);
  });
});
