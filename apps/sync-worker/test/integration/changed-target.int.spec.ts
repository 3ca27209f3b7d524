import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadState } from '@cadastre/event-store';
import type { SyncId } from '@cadastre/events';
import { changeCredential, integrationToRead } from '@cadastre/integration';
import { waitFor } from '@cadastre/testing';
import { retryPolicy } from '../../src/run-sync/retry-policy.ts';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

/** Nobody who waits for this sees the end of the test: at least 150 s. */
const retry = { own: retryPolicy().own, target: { baseMs: 300_000, maxMs: 300_000 } };

let work: WorkerUnderTest;
let deaf: Server;
let calls: Socket[];
beforeEach(async () => {
  work = await WorkerUnderTest.create();
  calls = [];
  deaf = createServer((call) => calls.push(call.on('error', () => undefined)));
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await work.close();
  hangUp();
  await new Promise((resolve) => deaf.close(resolve));
});

/** Takes calls and never answers them. */
const deafPort = (): number => (deaf.address() as { port: number }).port;
const hangUp = (): void => {
  for (const call of calls) call.destroy();
};
const anAttempt = (): Promise<boolean> =>
  waitFor(() => Promise.resolve(calls.length > 0), { what: 'an attempt to connect', timeoutMs: 20_000 });

/** As a PATCH does that was tried and accepted: the address where the target really is. */
const correctTheAddress = async (): Promise<string> => {
  const { eventStore, vault, pool } = work.platform;
  const { integrationId } = work;
  const { state } = await loadState(eventStore, 'default', integrationToRead(integrationId));
  const url = new URL(work.target.superuserUrl);
  const password = decodeURIComponent(url.password);
  await vault.seal(pool, {
    tenantId: 'default',
    integrationId,
    version: 2,
    secret: { password, ca_pem: null },
  });
  if (state === null) throw new Error('there is no integration');
  const target = { ...state.target, host: url.hostname, port: Number(url.port) };
  return work.append(
    changeCredential(state, {
      integrationId,
      target,
      credentialVersion: 2,
      at: new Date().toISOString(),
    }),
  );
};

const jobOf = async (syncId: SyncId): Promise<{ state: string } | undefined> => {
  const { rows } = await work.platform.pool.query<{ state: string }>(
    'select state from jobs.jobs where job_id = $1',
    [syncId],
  );
  return rows[0];
};

const doorbellHeard = async (commitId: string): Promise<void> => {
  const { pool, eventStore } = work.platform;
  await waitFor(
    async () => {
      const position = await eventStore.positionOfCommit(commitId);
      const { rows } = await pool.query(
        `select 1 from projections.checkpoints where name = 'sync-doorbell' and position >= $1`,
        [position],
      );
      return rows.length === 1;
    },
    { what: 'the doorbell to hear of the change', timeoutMs: 20_000 },
  );
};

describe('a sync whose target was registered under a wrong address', () => {
  test('begins its next attempt at once when the address is corrected while it waits', async () => {
    work.startWorker({ retry });
    const syncId = await work.register({ port: deafPort() });
    await anAttempt();
    hangUp();
    await waitFor(async () => (await jobOf(syncId))?.state === 'queued', {
      what: 'the sync to wait for its next attempt',
      timeoutMs: 20_000,
    });
    await correctTheAddress();
    expect(await work.ended(syncId)).toMatchObject({ type: 'SyncCompleted', data: { attempt: 2 } });
  });

  test('begins it at once too when the correction comes while an attempt runs', async () => {
    work.startWorker({ retry });
    const syncId = await work.register({ port: deafPort() });
    await anAttempt();
    await doorbellHeard(await correctTheAddress());
    expect(await jobOf(syncId)).toEqual({ state: 'running' });
    hangUp();
    expect(await work.ended(syncId)).toMatchObject({ type: 'SyncCompleted', data: { attempt: 2 } });
  });
});
