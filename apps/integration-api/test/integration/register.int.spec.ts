import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Integration, RegisteredIntegration, Sync } from '@cadastre/api-contract';
import type { ApiUnderTest } from './api-under-test.ts';
import { GrpcClient } from './grpc-client.ts';
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

describe('POST /integrations', () => {
  test('registers a database that answers, and starts its first sync', async () => {
    const answer = await api.client.post('/integrations', registration(target));

    expect(answer.status).toBe(201);
    const integration = RegisteredIntegration.parse(answer.body);
    expect(integration).toMatchObject({
      integration_type: 'POSTGRESQL',
      name: target.credential.database_name,
      status: 'active',
      host: target.credential.host,
      port: target.credential.port,
      latest_sync_id: integration.sync_id,
      password: { set: true },
    });
    expect(answer.headers.get('location')).toBe(`/integrations/${integration.integration_id}`);
    expect(answer.headers.get('cadastre-commit')).toMatch(/^\d+$/);
    expect(answer.text).not.toContain(`"${target.credential.password}"`);
  });

  test('what it answers is what a query right after it answers', async () => {
    const { body } = await api.client.post('/integrations', registration(target));
    const { sync_id, same_database: _, warnings: __, ...integration } = body;

    const [found, sync] = await Promise.all([
      api.client.get(`/integrations/${integration.integration_id}`),
      api.client.get(`/syncs/${sync_id}`),
    ]);

    expect(found.status).toBe(200);
    expect(Integration.parse(found.body)).toEqual(integration);
    expect(sync.status).toBe(200);
    expect(Sync.parse(sync.body)).toMatchObject({ status: 'STARTED', attempt: 0, trigger: 'registration' });
  });

  test('names those that have the same database already, and registers it all the same', async () => {
    const other = await createTarget();
    const register = async (name: string): Promise<any> => {
      const answer = await api.client.post('/integrations', { ...registration(other), name });
      expect(answer.status).toBe(201);
      const headers = { 'cadastre-wait-for': answer.headers.get('cadastre-commit') ?? '' };
      expect((await api.client.get('/integrations', headers)).status).toBe(200);
      return answer.body;
    };
    const first = await register('first');
    expect(first.same_database).toEqual([]);
    const second = await register('second');
    const named = ({ integration_id, name }: { integration_id: string; name: string }) => ({
      integration_id,
      name,
    });
    expect(second.same_database).toEqual([named(first)]);

    const grpc = new GrpcClient(api.grpc);
    const { body: third } = await grpc.call('registerIntegration', {
      integration_type: 'INTEGRATION_TYPE_POSTGRESQL',
      credential: { ...other.credential, ssl_mode: 'SSL_MODE_DISABLE' },
    });
    expect(third.same_database).toEqual([named(first), named(second)]);
    grpc.close();
    await other.database.drop();
  });

  test('a superuser is registered with a warning, and a role that is enough with none', async () => {
    const other = await createTarget();
    const { body: first } = await api.client.post('/integrations', registration(other));
    expect(first.warnings).toEqual([
      {
        step: 'privileges',
        outcome: 'passed',
        duration_ms: expect.any(Number),
        detail: 'The role sees 1 of 1 schemas, 1 tables and views.',
        hint: expect.stringMatching(
          /^This role is a superuser .*GRANT USAGE ON SCHEMA "shop" TO "cadastre";$/,
        ),
      },
    ]);
    const role = `enough_${other.database.name}`;
    const { ownerPool } = other.database;
    await ownerPool.query(
      `create role "${role}" login password 'enough'; grant usage on schema shop to "${role}"`,
    );
    const enough = registration(other, { username: role, password: 'enough' });
    expect((await api.client.post('/integrations', enough)).body).not.toHaveProperty('warnings');

    const grpc = new GrpcClient(api.grpc);
    const { body: third } = await grpc.call('registerIntegration', {
      integration_type: 'INTEGRATION_TYPE_POSTGRESQL',
      credential: { ...other.credential, ssl_mode: 'SSL_MODE_DISABLE' },
    });
    expect(third.warnings).toEqual([{ ...first.warnings[0], duration_ms: expect.any(Number) }]);
    grpc.close();
    await ownerPool.query(`drop owned by "${role}"; drop role "${role}"`);
    await other.database.drop();
  });

  test('keeps an odd name exactly', async () => {
    const name = `it's "quoted" 100 % \n✓ \u202e;--`;
    const { body } = await api.client.post('/integrations', { ...registration(target), name });
    const found = await api.client.get(`/integrations/${body.integration_id}`);
    expect(found.body.name).toBe(name);
  });
});
