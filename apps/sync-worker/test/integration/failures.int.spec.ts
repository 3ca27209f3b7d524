import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadState } from '@cadastre/event-store';
import { cancelSync, requeueSync, syncFold } from '@cadastre/integration';
import { waitFor } from '@cadastre/testing';
import { integrationToRead } from '@cadastre/integration';
import { retryPolicy } from '../../src/run-sync/retry-policy.ts';
import { WorkerUnderTest } from '../support/worker-under-test.ts';
import { syncStream, type SyncId } from '@cadastre/events';

let work: WorkerUnderTest;
beforeEach(async () => {
  work = await WorkerUnderTest.create();
});
afterEach(() => work.close());

const terminals = async (syncId: SyncId): Promise<string[]> =>
  (await work.syncEvents(syncId))
    .map(({ type }) => type)
    .filter((type) => /Completed$|Failed$|Cancelled$|DeadLettered$/.test(type) && !type.includes('Activity'));

const statesOf = async (syncId: SyncId) => {
  const { eventStore } = work.platform;
  const integration = await loadState(eventStore, 'default', integrationToRead(work.integrationId));
  const sync = await loadState(eventStore, 'default', { streamId: syncStream(syncId), fold: syncFold });
  return { integration: integration.state, sync: sync.state };
};

/** Of this machine; nothing listens there. */
const closedPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe('a sync', () => {
  test('whose password is refused fails at once, says at which step, and leaves the integration free', async () => {
    work.startWorker();
    const syncId = await work.register({ password: 'CANARY-not-the-password' });
    const end = await work.ended(syncId);
    expect(end.type).toBe('SyncFailed');
    expect(end.data).toMatchObject({ attempt: 1, error: { code: expect.stringMatching(/authentication/) } });
    expect((await statesOf(syncId)).integration?.activeSyncId).toBeNull();
    expect(JSON.stringify(await work.syncEvents(syncId))).not.toContain('CANARY');
  });

  test('whose target is away waits as long as a reboot takes, and says until when', async () => {
    const { own } = retryPolicy();
    work.startWorker({ retry: { own, target: { baseMs: 60_000, maxMs: 300_000 } } });
    const syncId = await work.register({ port: await closedPort() });
    const failed = await waitFor(
      async () => (await work.syncEvents(syncId)).find(({ type }) => type === 'SyncActivityFailed'),
      { what: 'the first attempt to fail', timeoutMs: 20_000 },
    );
    const { retry_at, failed_at } = failed.data as { retry_at: string; failed_at: string };
    const waitMs = Date.parse(retry_at) - Date.parse(failed_at);
    // Half of the base at least; a second for what lies between the two readings of the clock.
    expect(waitMs).toBeGreaterThan(29_000);
    expect(waitMs).toBeLessThan(61_000);
    expect(await terminals(syncId)).toEqual([]);
  });

  test('whose target comes back goes on by itself to its end', async () => {
    const { own } = retryPolicy();
    work.startWorker({ retry: { own, target: { baseMs: 1_000, maxMs: 300_000 } } });
    const port = await closedPort();
    const syncId = await work.register({ port });
    await waitFor(
      async () => (await work.syncEvents(syncId)).find(({ type }) => type === 'SyncActivityFailed'),
      { what: 'the first attempt to fail', timeoutMs: 20_000 },
    );
    const target = new URL(work.target.superuserUrl);
    const back = createServer((client) => {
      const server = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const)
        from.on('error', () => to.destroy()).pipe(to);
    });
    await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', resolve));
    const end = await work.ended(syncId);
    await new Promise((resolve) => back.close(resolve));
    expect(end.type).toBe('SyncCompleted');
    expect((end.data as { attempt: number }).attempt).toBeGreaterThan(1);
  });

  test('whose target is away is tried five times, dead-lettered once, and runs again when requeued', async () => {
    work.startWorker();
    const syncId = await work.register({ port: await closedPort() });
    const end = await work.ended(syncId);
    expect(end.type).toBe('SyncDeadLettered');
    const started = (await work.syncEvents(syncId)).filter(({ type }) => type === 'SyncStarted');
    expect(started.map(({ data }) => (data as { attempt: number }).attempt)).toEqual([1, 2, 3, 4, 5]);
    await work.append(requeueSync(await statesOf(syncId), { syncId, at: new Date().toISOString() }));
    await waitFor(async () => (await terminals(syncId)).length === 2, {
      timeoutMs: 20_000,
      what: 'the second dead letter',
    });
    expect(await terminals(syncId)).toEqual(['SyncDeadLettered', 'SyncDeadLettered']);
  });

  test('that is cancelled before its turn never starts', async () => {
    const syncId = await work.register();
    await work.append(cancelSync(await statesOf(syncId), { syncId, at: new Date().toISOString() }));
    work.startWorker();
    await waitFor(async () => {
      const { rows } = await work.platform.pool.query('select state from jobs.jobs where job_id = $1', [
        syncId,
      ]);
      return ['cancelled', 'completed'].includes((rows[0] as { state?: string } | undefined)?.state ?? '');
    });
    expect(await terminals(syncId)).toEqual(['SyncCancelled']);
    expect((await work.syncEvents(syncId)).map(({ type }) => type)).not.toContain('SyncStarted');
  });
});

describe('a takeover', () => {
  test('publishes what the worker before had not reached, and nothing twice', async () => {
    const tables = Array.from({ length: 1_500 }, (_, n) => `create table t${n} (id int primary key)`);
    await work.onTarget(tables.slice(0, 750).join(';'), tables.slice(750).join(';'));
    const first = work.startWorker();
    const syncId = await work.register();
    // As soon as the first page is there the worker is told to stop: it gives the job back in the middle.
    await waitFor(async () => (await work.catalogEvents()).length > 0, { pollMs: 5, timeoutMs: 20_000 });
    await first.stop();
    const published = (await work.catalogEvents()).length;
    work.startWorker();
    const end = await work.ended(syncId);
    expect(end.type).toBe('SyncCompleted');
    // The counts are the sync's, not the last attempt's.
    expect(end.data).toMatchObject({ counts: { table: { seen: 1_500, added: 1_500 } } });
    const oids = (await work.catalogEvents())
      .filter(({ type }) => type === 'ObjectDiscovered')
      .map(({ data }) => {
        const { identity } = (data as { object: { identity: { catalog: string; oid: number } } }).object;
        return `${identity.catalog}/${identity.oid}`;
      });
    expect(oids.length).toBeGreaterThanOrEqual(1_500);
    expect(new Set(oids).size).toBe(oids.length);
    expect(published).toBeLessThan(oids.length);
    expect(await terminals(syncId)).toEqual(['SyncCompleted']);
  });
});
