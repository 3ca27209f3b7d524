import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SyncAccepted, SyncHistory } from '@cadastre/api-contract';
import type { ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget());
});
afterAll(async () => {
  await api.close();
  await target.database.drop();
});

/** A registered integration whose first sync has ended, unless it is asked to go on. */
const register = async ({ isIdle = true } = {}) => {
  const { body } = await api.client.post('/integrations', registration(target));
  const path = `/integrations/${body.integration_id}`;
  const sync = new SyncDriver(api.platform, body);
  if (isIdle) {
    await sync.start();
    await sync.complete();
  }
  return { path, sync, body, integrationId: body.integration_id as string };
};
/** What the doorbell of a worker does. */
const enqueue = ({ sync_id, integration_id }: { sync_id: string; integration_id: string }) =>
  api.platform.jobs.enqueue(api.platform.pool, {
    jobId: sync_id,
    tenantId: 'default',
    kind: 'sync',
    subjectId: integration_id,
    payload: {},
  });
/** What a worker does when no attempt is left. */
const giveUp = async (sync: SyncDriver): Promise<void> => {
  await sync.start();
  await sync.deadLetter();
};
const sealedVersions = async (integrationId: string): Promise<number[]> => {
  const { rows } = await api.database.ownerPool.query(
    'select version from vault.credentials where integration_id = $1 order by version',
    [integrationId],
  );
  return rows.map(({ version }: { version: number }) => version);
};

describe('a change', () => {
  test('of name and options is made at once and seen by a query that waits for it', async () => {
    const { path } = await register();
    const answer = await api.client.patch(path, { name: 'new name', options: { exclude_schemas: ['tmp'] } });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      name: 'new name',
      options: { include_schemas: null, exclude_schemas: ['tmp'], statement_timeout_ms: 300_000 },
    });
    const headers = { 'cadastre-wait-for': answer.headers.get('cadastre-commit') ?? '' };
    expect((await api.client.get(path, headers)).body).toEqual(answer.body);
  });

  test('of one option leaves the others as they are', async () => {
    const { path } = await register();
    await api.client.patch(path, { options: { exclude_schemas: ['tmp'] } });
    const { body } = await api.client.patch(path, { options: { statement_timeout_ms: 5_000 } });
    expect(body.options).toMatchObject({ exclude_schemas: ['tmp'], statement_timeout_ms: 5_000 });
  });

  test('that changes nothing commits nothing', async () => {
    const { path, body } = await register();
    const answer = await api.client.patch(path, { name: body.name });
    expect([answer.status, answer.headers.get('cadastre-commit')]).toEqual([200, null]);
  });

  test('of where the password goes needs the password', async () => {
    const { path } = await register();
    const answer = await api.client.patch(path, { credential: { host: 'localhost' } });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-input']);
    expect(answer.body.errors).toMatchObject([{ pointer: '/credential/password' }]);
  });

  test('of the credential is tried first; one that fails leaves everything as it was', async () => {
    const { path, integrationId, body } = await register();
    const answer = await api.client.patch(path, { name: 'never', credential: { password: 'wrong' } });

    expect([answer.status, answer.body.code]).toEqual([400, 'connection-failed-at-authentication']);
    expect((await api.client.get(path)).body.name).toBe(body.name);
    expect(await sealedVersions(integrationId)).toEqual([1]);
  });

  test('of the credential that works takes the place of the one before, which is destroyed', async () => {
    const { path, integrationId } = await register();
    const { username, password } = target.credential;
    const answer = await api.client.patch(path, { credential: { username, password } });

    expect(answer.status).toBe(200);
    expect(await sealedVersions(integrationId)).toEqual([2]);
    const { rows } = await api.database.ownerPool.query(
      `select data->'credential_version' as version from event_store.events where type = 'CredentialChanged'`,
    );
    expect(rows.at(-1)).toEqual({ version: 2 });
  });

  test('of the database alone uses the stored password', async () => {
    const { path } = await register();
    const answer = await api.client.patch(path, { credential: { database_name: 'postgres' } });
    expect([answer.status, answer.body.database_name]).toEqual([200, 'postgres']);
  });

  test('made twice at once is made in some order, or one is told to look again', async () => {
    const { path, integrationId } = await register();
    const { password } = target.credential;
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => api.client.patch(path, { credential: { password } })),
    );
    for (const { status, body } of answers) {
      if (status !== 200) expect([status, body.code]).toEqual([409, expect.stringMatching(/conflict|taken/)]);
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(await sealedVersions(integrationId)).toHaveLength(1);
  });
});

describe('a request for a sync', () => {
  test('is accepted and can be followed', async () => {
    const { path, integrationId } = await register();
    const answer = await api.client.post(`${path}/sync`);

    expect(answer.status).toBe(202);
    const accepted = SyncAccepted.parse(answer.body);
    expect(accepted).toMatchObject({ integration_id: integrationId, status: 'STARTED', is_queued: false });
    expect(answer.headers.get('location')).toBe(`/syncs/${accepted.sync_id}`);
    const followed = await api.client.get(answer.headers.get('location') ?? '');
    expect(followed.body).toMatchObject({ status: 'STARTED', trigger: 'request', percent: 0 });
  });

  test('while one runs is refused with the id of that one', async () => {
    const { path, body } = await register({ isIdle: false });
    const answer = await api.client.post(`${path}/sync`);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'sync-already-running', sync_id: body.sync_id });
  });

  test('may be remembered: once, visible, and started when the running one ends', async () => {
    const { path, sync } = await register({ isIdle: false });
    const first = await api.client.post(`${path}/sync`, { if_running: 'queue' });
    const second = await api.client.post(`${path}/sync`, { if_running: 'queue' });

    expect([first.status, first.body.is_queued]).toEqual([202, true]);
    expect(second.body.sync_id).toBe(first.body.sync_id);
    const queued = await api.client.get(`/syncs/${first.body.sync_id}`);
    expect([queued.status, queued.body.status, queued.body.trigger]).toEqual([200, 'STARTED', 'follow-up']);

    await sync.start();
    await sync.complete();
    const again = await api.client.post(`${path}/sync`);
    expect(again.body).toMatchObject({ code: 'sync-already-running', sync_id: first.body.sync_id });
  });

  test('of a disabled integration is refused until it is enabled', async () => {
    const { path } = await register();
    const disabled = await api.client.post(`${path}/disable`);
    expect([disabled.status, disabled.body.status]).toEqual([200, 'disabled']);
    expect((await api.client.post(`${path}/sync`)).body.code).toBe('integration-disabled');

    const enabled = await api.client.post(`${path}/enable`);
    expect(enabled.body.status).toBe('active');
    expect((await api.client.post(`${path}/sync`)).status).toBe(202);
  });

  test('shows in the history, newest first', async () => {
    const { path, body } = await register();
    const { body: accepted } = await api.client.post(`${path}/sync`);
    await api.client.get(`/syncs/${accepted.sync_id}`);

    const history = SyncHistory.parse((await api.client.get(`${path}/sync`)).body);
    expect(history.items.map(({ sync_id }) => sync_id)).toEqual([accepted.sync_id, body.sync_id]);
    expect(history.latest?.sync_id).toBe(accepted.sync_id);

    const page = await api.client.get(`${path}/sync?limit=1`);
    expect(page.body).toMatchObject({ has_more: true, latest: { sync_id: accepted.sync_id } });
    const next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    const rest = await api.client.get(next);
    expect(rest.body).toMatchObject({
      items: [{ sync_id: body.sync_id }],
      next_cursor: null,
      has_more: false,
    });
  });
});

describe('a sync', () => {
  test('can be cancelled while it runs, with its job, and only then', async () => {
    const { sync, body } = await register({ isIdle: false });
    const { pool, jobs } = api.platform;
    await enqueue(body);
    await sync.start();

    const answer = await api.client.post(`/syncs/${body.sync_id}/cancel`);
    expect([answer.status, answer.body.status]).toEqual([200, 'CANCELLED']);
    const headers = { 'cadastre-wait-for': answer.headers.get('cadastre-commit') ?? '' };
    expect((await api.client.get(`/syncs/${body.sync_id}`, headers)).body.status).toBe('CANCELLED');
    expect(await jobs.cancel(pool, body.sync_id)).toBe('finished');

    const { sync: ended } = await register();
    const late = await api.client.post(`/syncs/${ended.syncId}/cancel`);
    expect([late.status, late.body.code]).toEqual([409, 'sync-not-running']);
  });

  test('that is only remembered can be cancelled too', async () => {
    const { path } = await register({ isIdle: false });
    const { body } = await api.client.post(`${path}/sync`, { if_running: 'queue' });
    const answer = await api.client.post(`/syncs/${body.sync_id}/cancel`);
    expect(answer.status).toBe(200);
    const headers = { 'cadastre-wait-for': answer.headers.get('cadastre-commit') ?? '' };
    expect((await api.client.get(`/syncs/${body.sync_id}`, headers)).body.status).toBe('CANCELLED');
  });

  test('that was given up can be requeued, and starts again', async () => {
    const { sync, body } = await register({ isIdle: false });
    const early = await api.client.post(`/syncs/${body.sync_id}/requeue`);
    expect([early.status, early.body.code]).toEqual([409, 'sync-not-dead-lettered']);

    await giveUp(sync);
    const answer = await api.client.post(`/syncs/${body.sync_id}/requeue`);
    expect([answer.status, answer.body.status]).toEqual([202, 'STARTED']);
    const headers = { 'cadastre-wait-for': answer.headers.get('cadastre-commit') ?? '' };
    expect((await api.client.get(`/syncs/${body.sync_id}`, headers)).body).toMatchObject({
      status: 'STARTED',
      attempt: 0,
      dead_letter: false,
    });
  });

  test('that was given up again is not brought back by an old request that is repeated', async () => {
    const { sync, body } = await register({ isIdle: false });
    const path = `/syncs/${body.sync_id}/requeue`;
    const headers = { 'idempotency-key': 'requeue-once' };
    await giveUp(sync);
    const first = await api.client.post(path, undefined, headers);
    await api.database.ownerPool.query(
      `update api.idempotency_keys set answer = null, locked_until = now() - interval '1 second'`,
    );
    await giveUp(sync);

    const again = await api.client.post(path, undefined, headers);

    expect([again.status, again.headers.get('cadastre-commit')]).toEqual([
      202,
      first.headers.get('cadastre-commit'),
    ]);
    const newest = { 'cadastre-wait-for': (await api.platform.eventStore.latestCommitId()) ?? '' };
    expect((await api.client.get(`/syncs/${body.sync_id}`, newest)).body).toMatchObject({
      status: 'FAILED',
      dead_letter: true,
    });
  });
});

describe('a deleted integration', () => {
  test('is gone with its credential and its running sync; its history stays', async () => {
    const { path, integrationId, body } = await register({ isIdle: false });
    await enqueue(body);
    const answer = await api.client.delete(path);

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await sealedVersions(integrationId)).toEqual([]);
    expect(await api.platform.jobs.cancel(api.platform.pool, body.sync_id)).toBe('finished');
    const headers = { 'cadastre-wait-for': answer.headers.get('cadastre-commit') ?? '' };
    expect((await api.client.get(path, headers)).body.code).toBe('integration-not-found');
    expect((await api.client.get(`/syncs/${body.sync_id}`)).body.status).toBe('CANCELLED');
    expect((await api.client.get(`${path}/sync`)).body.items).toHaveLength(1);
    for (const listed of [
      await api.client.get('/integrations'),
      await api.client.get('/integrations/POSTGRESQL'),
    ]) {
      expect(JSON.stringify(listed.body.items)).not.toContain(integrationId);
    }
    const deleted = await api.client.get('/integrations?status=deleted');
    expect(deleted.body.items).toContainEqual(
      expect.objectContaining({
        integration_id: integrationId,
        status: 'deleted',
        password: expect.objectContaining({ set: false }),
      }),
    );
    expect((await api.client.post(`${path}/sync`)).body.code).toBe('integration-not-found');
    expect((await api.client.patch(path, { name: 'x' })).body.code).toBe('integration-not-found');
  });
});
