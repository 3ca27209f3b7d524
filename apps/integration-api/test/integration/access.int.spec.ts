import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { routes, type Route } from '@cadastre/api-contract';
import { anId } from '@cadastre/testing';
import { createApiKey, listApiKeys, revokeApiKey } from '../../src/index.ts';
import type { ApiClient } from './api-client.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget({ settings: { auth: 'api-key' } }));
});
afterAll(async () => {
  await api.close();
  await target.database.drop();
});

const keyOf = (tenantId: string) => createApiKey(api.database.pool, { tenantId, name: 'test' });
const clientOf = async (tenantId: string): Promise<ApiClient> =>
  api.client.with({ authorization: `Bearer ${(await keyOf(tenantId)).secret}` });

const all = Object.values(routes) as Route[];
const pathOf = ({ path }: Route): string => path.replaceAll(/\{[^}]+\}/g, anId(1));

describe('without a key', () => {
  test.each(all.filter(({ access }) => access === 'key').map((route) => [route.id, route] as const))(
    '%s is refused',
    async (_, route) => {
      const answer = await api.client.send(route.method, pathOf(route));
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  test.each(['/health/live', '/health/ready', '/openapi.json', '/asyncapi.json', '/docs'])(
    '%s is open',
    async (path) => {
      expect((await api.client.get(path)).status).toBe(200);
    },
  );
});

describe('a key', () => {
  test('lets its holder in until it is revoked, and is stored as a hash only', async () => {
    const { key, secret } = await keyOf('acme');
    const client = api.client.with({ authorization: `Bearer ${secret}` });
    expect((await client.get('/integrations')).status).toBe(200);
    expect((await api.client.get('/integrations', { 'x-api-key': secret })).status).toBe(200);

    const { rows } = await api.database.ownerPool.query('select k::text as row from api.api_keys k');
    expect(JSON.stringify(rows)).not.toContain(secret);

    expect(await revokeApiKey(api.database.pool, { tenantId: 'other', keyId: key.keyId })).toBe(false);
    expect((await client.get('/integrations')).status).toBe(200);
    expect(await revokeApiKey(api.database.pool, { tenantId: 'acme', keyId: key.keyId })).toBe(true);
    expect((await client.get('/integrations')).status).toBe(401);
    const listed = await listApiKeys(api.database.pool, { tenantId: 'acme' });
    expect(listed.find(({ keyId }) => keyId === key.keyId)?.revokedAt).toBeInstanceOf(Date);
  });

  test('that has expired lets nobody in', async () => {
    const { secret } = await createApiKey(api.database.pool, {
      tenantId: 'acme',
      name: 'old',
      expiresAt: new Date(Date.now() - 1_000),
    });
    expect((await api.client.get('/integrations', { 'x-api-key': secret })).status).toBe(401);
  });

  test.each(['', 'cadastre_', 'Basic abc', `Bearer ${'x'.repeat(500)}`])(
    '%j is none',
    async (authorization) => {
      expect((await api.client.get('/integrations', { authorization })).status).toBe(401);
    },
  );
});

test('no tenant sees or touches anything of another', async () => {
  const [acme, other] = await Promise.all([clientOf('acme'), clientOf('other')]);
  const { body } = await acme.post('/integrations', registration(target));
  const sync = new SyncDriver(api.platform, body, 'acme');
  const integration = `/integrations/${body.integration_id}`;
  expect((await acme.get(integration)).status).toBe(200);

  const forbidden: [string, string, unknown?][] = [
    ['GET', integration],
    ['GET', `${integration}/sync`],
    ['GET', `/syncs/${body.sync_id}`],
    ['GET', `/syncs/${body.sync_id}/events`],
    ['GET', `/catalog/${body.integration_id}/relations`],
    ['GET', `/catalog/${body.integration_id}/relations/shop/orders`],
    ['PATCH', integration, { name: 'stolen' }],
    ['PATCH', integration, { credential: { database_name: 'postgres' } }],
    ['POST', `${integration}/sync`],
    ['POST', `${integration}/disable`],
    ['POST', `${integration}/enable`],
    ['POST', `/syncs/${body.sync_id}/cancel`],
    ['POST', `/syncs/${body.sync_id}/requeue`],
    ['DELETE', integration],
  ];
  for (const [method, path, content] of forbidden) {
    const answer = await other.send(method, path, { body: content });
    expect([method, path, answer.status]).toEqual([method, path, 404]);
    expect(answer.text).not.toContain(target.credential.database_name);
  }
  for (const path of [
    '/integrations',
    '/integrations/POSTGRESQL',
    '/syncs',
    '/integrations/POSTGRESQL/sync',
  ]) {
    expect((await other.get(path)).body.items).toEqual([]);
  }
  expect((await acme.get(integration)).body.name).toBe(body.name);
  await sync.start();
  await sync.complete();
});

test('who did it stands on the commit', async () => {
  const { key, secret } = await keyOf('acme');
  const client = api.client.with({ authorization: `Bearer ${secret}`, 'x-correlation-id': 'change-4711' });
  const { body, headers } = await client.post('/integrations', registration(target));
  expect(headers.get('x-correlation-id')).toBe('change-4711');
  const { rows } = await api.database.ownerPool.query(
    'select tenant_id, actor, correlation_id from event_store.commits where commit_id = $1',
    [headers.get('cadastre-commit')],
  );
  expect(rows).toEqual([{ tenant_id: 'acme', actor: `api-key:${key.keyId}`, correlation_id: 'change-4711' }]);
  expect(body.integration_id).toBeDefined();
});
