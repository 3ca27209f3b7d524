import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { GetIntegrationRequest, RegisterIntegrationRequest } from '@cadastre/grpc-contract';
import { anId, waitFor } from '@cadastre/testing';
import { createApiKey, revokeApiKey } from '../../src/index.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { GrpcClient, methods } from './grpc-client.ts';
import { startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;
let anybody: GrpcClient;
let grpc: GrpcClient;
let keyId: string;

const canary = 'CANARY-9f3c-password';

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget({ settings: { auth: 'api-key' } }));
  anybody = new GrpcClient(api.grpc);
  const { key, secret } = await createApiKey(api.database.pool, { tenantId: 'acme', name: 'test' });
  keyId = key.keyId;
  grpc = anybody.with({ authorization: `Bearer ${secret}` });
});
afterAll(async () => {
  grpc.close();
  anybody.close();
  await api.close();
  await target.database.drop();
});

const registration = (different: object = {}) => ({
  integration_type: 'INTEGRATION_TYPE_POSTGRESQL',
  credential: { ...target.credential, ssl_mode: 'SSL_MODE_DISABLE', ...different },
});

describe('a request that is wrong', () => {
  test('is told every missing field at once, by the names of the message', async () => {
    const refused = await grpc.refusal('registerIntegration', { credential: { port: 70_000 } });
    expect(refused.code).toBe('INVALID_ARGUMENT');
    expect(refused.info).toMatchObject({ reason: 'INVALID_INPUT', domain: 'cadastre' });
    expect(refused.violations.map(({ field }) => field).sort()).toEqual([
      'credential.database_name',
      'credential.host',
      'credential.password',
      'credential.port',
      'credential.username',
      'integration_type',
    ]);
    expect(refused.retryAfterSeconds).toBeUndefined();
  });

  test.each([
    ['getIntegration', {}, 'integration_id', 'is required'],
    [
      'listRelations',
      { integration_id: anId(1), options: { limit: 1_000 } },
      'options.limit',
      'must be at most 200',
    ],
    ['listRelations', { integration_id: anId(1), kinds: ['tabel'] }, 'kinds', 'must be one of'],
    ['listRelations', { integration_id: anId(1), partition_of: { name: 'a' } }, 'partition_of.schema', ''],
    [
      'getObject',
      { integration_id: anId(1), identity: { catalog: 'pg_class' } },
      'identity.oid',
      'is required',
    ],
    ['searchCatalog', {}, 'q', 'is required'],
    [
      'startSync',
      { integration_id: anId(1), if_running: 'IF_RUNNING_QUEUE', allow_drops: true },
      'allow_drops',
      '',
    ],
  ] as const)('%s with %j names %s', async (name, request, field, words) => {
    const refused = await grpc.refusal(name, request);
    expect(refused.code).toBe('INVALID_ARGUMENT');
    expect(refused.violations[0]?.field).toContain(field);
    expect(refused.violations[0]?.description).toContain(words);
  });

  test('does not fail for a field that this release does not know', async () => {
    const method = {
      ...methods.getIntegration,
      requestSerialize: () =>
        Buffer.concat([
          GetIntegrationRequest.encode({ integration_id: anId(1) }).finish(),
          Buffer.from([0xfa, 0x7f, 0x03, 1, 2, 3]),
        ]),
    };
    const refused = await grpc.raw(method as never, {}).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'NOT_FOUND', info: { reason: 'INTEGRATION_NOT_FOUND' } });
  });

  test('and is no message at all is refused, and the next one is answered', async () => {
    const method = {
      ...methods.getIntegration,
      requestSerialize: () => Buffer.from([0x0a, 0xff, 0xff, 0xff]),
    };
    await expect(grpc.raw(method as never, {})).rejects.toMatchObject({ code: 'INTERNAL' });
    expect((await grpc.call('listIntegrations')).body.items).toBeDefined();
  });

  test('and too large is refused before it is read', async () => {
    const request = RegisterIntegrationRequest.fromPartial({ name: 'x'.repeat(1_100_000) });
    await expect(grpc.raw(methods.registerIntegration as never, request)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
    });
  });
});

describe('a caller', () => {
  test('without a key that is valid is let in nowhere', async () => {
    for (const client of [anybody, anybody.with({ authorization: 'Bearer nonsense' })])
      expect(await client.refusal('listIntegrations')).toMatchObject({
        code: 'UNAUTHENTICATED',
        info: { reason: 'UNAUTHENTICATED' },
      });
    expect((await anybody.stream('subscribeEvents', {}).refusal()).code).toBe('UNAUTHENTICATED');
  });

  test('is told the correlation id, which may be its own', async () => {
    const refused = await grpc.refusal(
      'getSync',
      { sync_id: anId(9) },
      { metadata: { 'x-correlation-id': 'mine-1' } },
    );
    expect(refused).toMatchObject({ code: 'NOT_FOUND', info: { metadata: { correlation_id: 'mine-1' } } });
    expect(refused.trailer.get('x-correlation-id')).toEqual(['mine-1']);
    await waitFor(
      () => api.logged.some((line) => line.includes('mine-1') && line.includes('SyncService/GetSync')),
      {
        what: 'the line in the log',
      },
    );
  });

  test('sees nothing of another tenant', async () => {
    const { body } = await grpc.call('registerIntegration', registration());
    const { secret } = await createApiKey(api.database.pool, { tenantId: 'other', name: 'test' });
    const other = anybody.with({ authorization: `Bearer ${secret}` });
    const { integration_id } = body.integration;
    expect((await other.call('listIntegrations')).body.items).toEqual([]);
    for (const [name, request] of [
      ['getIntegration', { integration_id }],
      ['deleteIntegration', { integration_id }],
      ['startSync', { integration_id }],
      ['getSync', { sync_id: body.sync_id }],
      ['listObjects', { integration_id }],
    ] as const)
      expect((await other.refusal(name, request)).code).toBe('NOT_FOUND');
    other.close();
  });
});

test('a password is in no error, no trailer and no line of the log', async () => {
  const wrong = registration({ username: 'nobody_here', password: canary });
  const refused = await grpc.refusal('registerIntegration', wrong);
  const malformed = await grpc.refusal('registerIntegration', registration({ password: canary, port: -1 }));
  expect(refused.info?.reason).toMatch(/^CONNECTION_FAILED_AT_/);
  const said = JSON.stringify([refused, malformed, refused.trailer.getMap(), malformed.trailer.getMap()]);
  expect(said).not.toContain(canary);
  expect(Buffer.from(refused.trailer.get('grpc-status-details-bin')[0] as Buffer).includes(canary)).toBe(
    false,
  );
  expect(api.logged.join('')).not.toContain(canary);
});

describe('a deadline', () => {
  /** Takes connections and says nothing: a credential is tried for as long as that is allowed. */
  const silence = async (): Promise<{ server: Server; port: number }> => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, port: (server.address() as { port: number }).port };
  };

  test('that passes ends the call, and nothing of the command is done', async () => {
    const { server, port } = await silence();
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined).resume()));
    const before = await api.platform.eventStore.latestCommitId();
    const startedAt = performance.now();
    const refused = await grpc.refusal('registerIntegration', registration({ port }), { deadlineMs: 500 });
    expect(refused.code).toBe('DEADLINE_EXCEEDED');
    // Not the 5 s that a trial may take: the connection to the target is given up as well.
    await waitFor(() => sockets.size > 0 && [...sockets].every(({ closed }) => closed), {
      what: 'the connection to the target to be closed',
    });
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(await api.platform.eventStore.latestCommitId()).toBe(before);
    server.close();
  });

  test('that passes while a command waits for another writer takes back what it had begun', async () => {
    const { body } = await grpc.call('registerIntegration', registration());
    const { integration_id } = body.integration;
    const writer = await api.database.ownerPool.connect();
    await writer.query('begin');
    await writer.query('select 1 from event_store.streams where stream_id = $1 for update', [
      `integration-${integration_id}`,
    ]);
    const refused = await grpc.refusal('deleteIntegration', { integration_id }, { deadlineMs: 700 });
    expect(refused.code).toBe('DEADLINE_EXCEEDED');
    await writer.query('rollback');
    writer.release();
    await waitFor(
      () =>
        api.logged.some((line) => line.includes('/DeleteIntegration') && line.includes('DEADLINE_EXCEEDED')),
      { what: 'the handler to end' },
    );
    const { body: after } = await grpc.call('getIntegration', { integration_id });
    expect(after.integration.status).toBe('INTEGRATION_STATUS_ACTIVE');
    const events = await api.platform.eventStore.readStream(`integration-${integration_id}`, {
      tenantId: 'acme',
    });
    expect(events.map(({ type }) => type)).not.toContain('IntegrationDeleted');
  });

  test('ends a wait for a commit that never comes', async () => {
    const metadata = { 'cadastre-wait-for': '999999999' };
    const refused = await grpc.refusal('listIntegrations', {}, { metadata, deadlineMs: 400 });
    expect(refused.code).toBe('DEADLINE_EXCEEDED');
    const behind = await grpc.refusal('listIntegrations', {}, { metadata });
    expect(behind).toMatchObject({
      code: 'UNAVAILABLE',
      info: { reason: 'READ_MODEL_BEHIND' },
      retryAfterSeconds: 1,
    });
  });
});

test('a key that was revoked lets nobody in any more', async () => {
  expect(await revokeApiKey(api.database.pool, { tenantId: 'acme', keyId })).toBe(true);
  expect((await grpc.refusal('listIntegrations')).code).toBe('UNAUTHENTICATED');
});
