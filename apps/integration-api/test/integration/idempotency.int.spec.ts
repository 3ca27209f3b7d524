import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claimKey, unlockKey } from '../../src/idempotency/idempotency-store.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { createTarget, registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget());
});
afterAll(async () => {
  await api.close();
  await target.database.drop();
});

const post = (key: string, body: object) =>
  api.client.post('/integrations', body, { 'idempotency-key': key });
const countRegistrations = async (): Promise<number> => {
  const { rows } = await api.database.ownerPool.query(
    `select count(*) from event_store.events where type = 'IntegrationRegistered'`,
  );
  return rows[0].count;
};

describe('the same key', () => {
  test('and body give the same answer, and one integration', async () => {
    const before = await countRegistrations();
    const first = await post('twice', registration(target));
    const second = await post('twice', registration(target));

    expect(first.status).toBe(201);
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(second.headers.get('cadastre-commit')).toBe(first.headers.get('cadastre-commit'));
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await countRegistrations()).toBe(before + 1);
  });

  test('gives the same answer where that has no body', async () => {
    const { body } = await post('to-be-deleted', registration(target));
    const remove = () =>
      api.client.delete(`/integrations/${body.integration_id}`, { 'idempotency-key': 'deleted' });
    const [first, second] = [await remove(), await remove()];
    expect([first.status, second.status]).toEqual([204, 204]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  test('with another body is refused', async () => {
    await post('other-body', registration(target));
    const answer = await post('other-body', { ...registration(target), name: 'other' });
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  test('with the same members in another order is the same request', async () => {
    const { integration_type, credential } = registration(target);
    const first = await post('order', { integration_type, credential });
    const second = await post('order', { credential, integration_type });
    expect(second.body).toEqual(first.body);
  });

  test('for another path is refused', async () => {
    const { body } = await post('other-path', registration(target));
    const answer = await api.client.post(`/integrations/${body.integration_id}/disable`, undefined, {
      'idempotency-key': 'other-path',
    });
    expect(answer.status).toBe(422);
  });

  test('sent twice at once is carried out once: the other is told to wait or gets the same answer', async () => {
    const before = await countRegistrations();
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('at-once', registration(target))));

    const done = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(done.length + waiting.length).toBe(6);
    expect(done.length).toBeGreaterThanOrEqual(1);
    for (const { body, headers } of waiting) {
      expect(body.code).toBe('idempotency-key-in-use');
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect(await countRegistrations()).toBe(before + 1);
  });

  test('is free again after a refusal, which did nothing', async () => {
    const refused = await post('corrected', registration(target, { password: 'wrong' }));
    expect(refused.status).toBe(400);
    const accepted = await post('corrected', registration(target));
    expect(accepted.status).toBe(201);
  });

  test('of a process that died after its commit leads to what that process had made', async () => {
    // Of its own, for `same_database` is asked again: what the others registered comes into the read model meanwhile.
    const own = await createTarget();
    const role = `crashed_${own.database.name}`;
    const owner = own.database.ownerPool;
    await owner.query(`create role ${role} superuser login password 'before'`);
    const body = registration(own, { username: role, password: 'before' });
    const first = await post('crashed', body);
    // The target would not take it any more, but it was taken.
    await owner.query(`alter role ${role} password 'after'`);
    // As a crash leaves it: the command is done, its answer was never kept, and the lock has run out.
    await api.database.ownerPool.query(
      `update api.idempotency_keys set answer = null, locked_until = now() - interval '1 second' where key = 'crashed'`,
    );
    const before = await countRegistrations();

    const again = await post('crashed', body);
    await owner.query(`drop role ${role}`);
    await own.database.drop();

    // Only what the target was found to be is not known any more: it is not tried again.
    const { warnings, ...registered } = first.body;
    expect(warnings).toHaveLength(1);
    expect([again.status, again.body]).toEqual([201, registered]);
    expect(again.headers.get('cadastre-commit')).toBe(first.headers.get('cadastre-commit'));
    expect(await countRegistrations()).toBe(before);
  });

  test('whose first attempt died unanswered is not given to another request', async () => {
    const { pool } = api.database;
    const attempt = '00000000-0000-7000-8000-000000000001';
    const claim = { tenantId: 'acme', key: 'died', requestMac: 'm', attempt };
    const first = await claimKey(pool, claim);
    await unlockKey(pool, claim);
    expect(await claimKey(pool, { ...claim, requestMac: 'n' })).toEqual({ outcome: 'other-request' });
    expect(first).toMatchObject({ isNew: true });
    expect(await claimKey(pool, claim)).toEqual({ ...first, isNew: false });
  });

  test('of another tenant is another key', async () => {
    const claim = { key: 'shared', requestMac: 'm', attempt: '00000000-0000-7000-8000-000000000001' };
    const { pool } = api.database;
    expect(await claimKey(pool, { ...claim, tenantId: 'acme' })).toMatchObject({ outcome: 'claimed' });
    expect(await claimKey(pool, { ...claim, tenantId: 'other', requestMac: 'n' })).toMatchObject({
      outcome: 'claimed',
    });
    expect(await claimKey(pool, { ...claim, tenantId: 'acme', requestMac: 'n' })).toEqual({
      outcome: 'other-request',
    });
    for (const [tenantId, requestMac] of [
      ['acme', 'm'],
      ['other', 'n'],
    ] as const) {
      expect(await claimKey(pool, { ...claim, tenantId, requestMac })).toMatchObject({ outcome: 'in-use' });
    }
  });
});

test('a day later the same key and request are a new command', async () => {
  const { body } = await api.client.post('/integrations', registration(target));
  const headers = { 'idempotency-key': 'tomorrow' };
  const path = `/integrations/${body.integration_id}/sync`;
  const first = await api.client.post(path, { if_running: 'queue' }, headers);
  await api.client.post(`/syncs/${first.body.sync_id}/cancel`);
  await api.client.post(`/syncs/${body.sync_id}/cancel`);
  await api.database.ownerPool.query(
    `update api.idempotency_keys set expires_at = now() - interval '1 second' where key = 'tomorrow'`,
  );
  const later = await api.client.post(path, { if_running: 'queue' }, headers);
  expect([first.status, later.status]).toEqual([202, 202]);
  expect(later.body.sync_id).not.toBe(first.body.sync_id);
  expect(later.headers.get('idempotency-replayed')).toBeNull();
});

test('where it is not known whether anything was done, the next attempt goes on with the same seed', async () => {
  const { pool } = api.database;
  const claim = { tenantId: 'acme', key: 'unknown', requestMac: 'm' };
  const [first, second] = [
    { ...claim, attempt: '00000000-0000-7000-8000-00000000000a' },
    { ...claim, attempt: '00000000-0000-7000-8000-00000000000b' },
  ];
  const before = await claimKey(pool, first);
  expect(await claimKey(pool, second)).toMatchObject({ outcome: 'in-use' });
  await unlockKey(pool, first);
  expect(await claimKey(pool, second)).toEqual({ ...before, isNew: false });
  expect(await claimKey(pool, { ...first, requestMac: 'n' })).toEqual({ outcome: 'other-request' });
});

test('a repeated request for a sync names the same sync', async () => {
  const { body } = await api.client.post('/integrations', registration(target));
  const headers = { 'idempotency-key': 'sync-1' };
  const path = `/integrations/${body.integration_id}/sync`;
  const first = await api.client.post(path, { if_running: 'queue' }, headers);
  await api.database.ownerPool.query(
    `update api.idempotency_keys set answer = null, locked_until = now() - interval '1 second' where key = 'sync-1'`,
  );
  const again = await api.client.post(path, { if_running: 'queue' }, headers);
  expect(first.status).toBe(202);
  expect([again.status, again.body]).toEqual([202, first.body]);
});
