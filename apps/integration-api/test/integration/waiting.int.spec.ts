import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiUnderTest } from './api-under-test.ts';
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

describe('with read models that stand still', () => {
  test('a query waits for a commit until they move, and no longer than 5 s', async () => {
    await api.stopProjectors();
    const { body, headers } = await api.client.post('/integrations', registration(target));
    const path = `/integrations/${body.integration_id}`;
    const waitFor = { 'cadastre-wait-for': headers.get('cadastre-commit') ?? '' };

    const startedAt = performance.now();
    const behind = await api.client.get(path, waitFor);
    const waitedMs = performance.now() - startedAt;
    expect([behind.status, behind.body.code]).toEqual([503, 'read-model-behind']);
    expect(behind.headers.get('retry-after')).toBe('1');
    expect(waitedMs).toBeGreaterThan(4_900);
    expect(waitedMs).toBeLessThan(6_500);

    // Without the header it says what it knows, after giving them a moment.
    expect((await api.client.get(path)).body.code).toBe('integration-not-found');

    const waiting = api.client.get(path, waitFor);
    api.startProjectors();
    expect((await waiting).status).toBe(200);
  });

  test('a command on a sync that was acknowledged is not told that there is none', async () => {
    const { body } = await api.client.post('/integrations', registration(target));
    await api.stopProjectors();
    const queued = await api.client.post(`/integrations/${body.integration_id}/sync`, {
      if_running: 'queue',
    });
    expect(queued.body).toMatchObject({ is_queued: true });
    const cancel = `/syncs/${queued.body.sync_id}/cancel`;
    const behind = await api.client.post(cancel);
    expect([behind.status, behind.body.code]).toEqual([503, 'read-model-behind']);
    api.startProjectors();
    const requeued = await api.client.post(`/syncs/${queued.body.sync_id}/requeue`);
    expect([requeued.status, requeued.body.code]).toEqual([409, 'sync-not-dead-lettered']);
    expect((await api.client.post(cancel)).status).toBe(200);
  });

  test('a commit that does not exist is waited for in vain', async () => {
    const answer = await api.client.get('/integrations', { 'cadastre-wait-for': '999999999' });
    expect(answer.body.code).toBe('read-model-behind');
  });
});

test('a look-up of something that never existed is answered at once', async () => {
  await api.client.post('/integrations', registration(target));
  await api.client.get('/integrations/00000000-0000-7000-8000-000000000099');
  const startedAt = performance.now();
  const answer = await api.client.get('/integrations/00000000-0000-7000-8000-000000000099');
  expect(answer.status).toBe(404);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
