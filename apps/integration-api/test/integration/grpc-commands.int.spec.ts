import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { GrpcClient } from './grpc-client.ts';
import { startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;
let grpc: GrpcClient;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget());
  grpc = new GrpcClient(api.grpc);
});
afterAll(async () => {
  grpc.close();
  await api.close();
  await target.database.drop();
});

const credential = (different: object = {}) => ({
  ...target.credential,
  ssl_mode: 'SSL_MODE_DISABLE',
  ...different,
});
const registration = (different: object = {}) => ({
  integration_type: 'INTEGRATION_TYPE_POSTGRESQL',
  credential: credential(),
  ...different,
});
const register = async (different: object = {}) => {
  const { body, trailer } = await grpc.call('registerIntegration', registration(different));
  return { ...body, integration_id: body.integration.integration_id, commit: commitOf(trailer) } as {
    integration_id: string;
    sync_id: string;
    commit: string;
    integration: Record<string, unknown>;
  };
};
const commitOf = (trailer: { get(name: string): unknown[] }): string =>
  String(trailer.get('cadastre-commit')[0]);

describe('an integration, over gRPC', () => {
  test('is registered, and REST shows the same', async () => {
    const { integration, integration_id, sync_id, commit } = await register({
      name: 'shop',
      options: { exclude_schemas: { names: ['scratch'] }, statement_timeout_ms: 5_000 },
    });
    expect(integration).toMatchObject({
      integration_type: 'INTEGRATION_TYPE_POSTGRESQL',
      name: 'shop',
      status: 'INTEGRATION_STATUS_ACTIVE',
      ssl_mode: 'SSL_MODE_DISABLE',
      password: { set: true },
      options: {
        include_schemas: undefined,
        exclude_schemas: { names: ['scratch'] },
        statement_timeout_ms: 5_000,
      },
      running_sync_id: sync_id,
    });
    const rest = await api.client.get(`/integrations/${integration_id}`, { 'cadastre-wait-for': commit });
    expect(rest.body).toMatchObject({
      name: 'shop',
      host: integration.host,
      port: integration.port,
      created_at: integration.created_at,
      options: { include_schemas: null, exclude_schemas: ['scratch'], statement_timeout_ms: 5_000 },
    });
  });

  test('is got and listed, once the read models have the commit that is waited for', async () => {
    const { integration_id, commit } = await register({ name: 'waited for' });
    const metadata = { 'cadastre-wait-for': commit };
    const { body } = await grpc.call('getIntegration', { integration_id }, { metadata });
    expect(body.integration).toMatchObject({ integration_id, name: 'waited for' });
    const first = await grpc.call('listIntegrations', { limit: 1, sort: '-created_at' });
    expect(first.body.items).toMatchObject([{ integration_id }]);
    const second = await grpc.call('listIntegrations', {
      limit: 1,
      sort: '-created_at',
      cursor: first.body.next_cursor,
      integration_type: 'INTEGRATION_TYPE_POSTGRESQL',
    });
    expect(second.body.items[0].integration_id).not.toBe(integration_id);
    const none = await grpc.call('listIntegrations', { status: 'INTEGRATION_STATUS_DISABLED' });
    expect(none.body.items).toEqual([]);
  });

  test('is renamed, given other options and another credential', async () => {
    const { integration_id } = await register({ options: { include_schemas: { names: ['shop'] } } });
    const renamed = await grpc.call('changeIntegration', { integration_id, name: 'other' });
    expect(renamed.body.integration).toMatchObject({
      name: 'other',
      options: { include_schemas: { names: ['shop'] } },
    });
    const all = await grpc.call('changeIntegration', {
      integration_id,
      options: { include_schemas: { names: [] } },
    });
    expect(all.body.integration.options.include_schemas).toBeUndefined();
    const { username, password } = target.credential;
    const changed = await grpc.call('changeIntegration', {
      integration_id,
      credential: { username, password },
    });
    expect(changed.body.integration.username).toBe(username);
  });

  test('is disabled, enabled and deleted', async () => {
    const { integration_id } = await register();
    const disabled = await grpc.call('disableIntegration', { integration_id });
    expect(disabled.body.integration.status).toBe('INTEGRATION_STATUS_DISABLED');
    const enabled = await grpc.call('enableIntegration', { integration_id });
    expect(enabled.body.integration.status).toBe('INTEGRATION_STATUS_ACTIVE');
    const deleted = await grpc.call('deleteIntegration', { integration_id });
    const metadata = { 'cadastre-wait-for': commitOf(deleted.trailer) };
    expect((await grpc.refusal('getIntegration', { integration_id }, { metadata })).code).toBe('NOT_FOUND');
  });

  test('a credential is tried without saving anything, and refused with its step', async () => {
    const { body } = await grpc.call('testConnection', registration());
    expect(body.test).toMatchObject({ ok: true, failed_step: undefined });
    expect(body.test.steps.map(({ outcome }: { outcome: string }) => outcome)).not.toContain('failed');
    const wrong = registration({ credential: credential({ database_name: 'not_there' }) });
    const tried = await grpc.call('testConnection', wrong);
    expect(tried.body.test).toMatchObject({ ok: false, failed_step: 'database' });
    const refused = await grpc.refusal('registerIntegration', wrong);
    expect(refused).toMatchObject({
      code: 'INVALID_ARGUMENT',
      info: {
        reason: 'CONNECTION_FAILED_AT_DATABASE',
        domain: 'cadastre',
        metadata: { code: 'connection-failed-at-database', step: 'database' },
      },
    });
  });
});

describe('an idempotency key', () => {
  test('gives the same answer again, over either protocol', async () => {
    const metadata = { 'idempotency-key': 'grpc-register-once' };
    const first = await grpc.call('registerIntegration', registration(), { metadata });
    const second = await grpc.call('registerIntegration', registration(), { metadata });
    expect(second.body).toEqual(first.body);
    expect(second.trailer.get('idempotency-replayed')).toEqual(['true']);
    expect(commitOf(second.trailer)).toBe(commitOf(first.trailer));

    const rest = { integration_type: 'POSTGRESQL', credential: target.credential };
    const third = await api.client.post('/integrations', rest, metadata);
    expect(third.body.integration_id).toBe(first.body.integration.integration_id);
    expect(third.headers.get('idempotency-replayed')).toBe('true');
  });

  test('of another request is refused', async () => {
    const metadata = { 'idempotency-key': 'grpc-reused' };
    await register();
    const { integration_id } = await register();
    await grpc.call('disableIntegration', { integration_id }, { metadata });
    const refused = await grpc.refusal('enableIntegration', { integration_id }, { metadata });
    expect(refused).toMatchObject({
      code: 'FAILED_PRECONDITION',
      info: { reason: 'IDEMPOTENCY_KEY_REUSED' },
      retryAfterSeconds: undefined,
    });
  });
});

describe('a sync, over gRPC', () => {
  test('is started once at a time, or remembered', async () => {
    const { integration_id, sync_id } = await register();
    const refused = await grpc.refusal('startSync', { integration_id });
    expect(refused).toMatchObject({
      code: 'FAILED_PRECONDITION',
      info: { reason: 'SYNC_ALREADY_RUNNING', metadata: { sync_id } },
    });
    const queued = await grpc.call('startSync', { integration_id, if_running: 'IF_RUNNING_QUEUE' });
    expect(queued.body).toMatchObject({ integration_id, status: 'SYNC_STATUS_STARTED', is_queued: true });
  });

  test('is got, listed, cancelled; its history has the latest', async () => {
    const { integration_id, sync_id, commit } = await register();
    const metadata = { 'cadastre-wait-for': commit };
    const got = await grpc.call('getSync', { sync_id }, { metadata });
    expect(got.body.sync).toMatchObject({
      sync_id,
      integration_id,
      status: 'SYNC_STATUS_STARTED',
      trigger: 'SYNC_TRIGGER_REGISTRATION',
    });
    expect(got.body.sync.activities[0]).toMatchObject({
      activity: 'connect',
      state: 'ACTIVITY_STATE_PENDING',
    });
    const cancelled = await grpc.call('cancelSync', { sync_id });
    expect(cancelled.body).toEqual({ sync_id, status: 'SYNC_STATUS_CANCELLED' });
    const after = { metadata: { 'cadastre-wait-for': commitOf(cancelled.trailer) } };
    const listed = await grpc.call('listSyncs', { integration_id, status: 'SYNC_STATUS_CANCELLED' }, after);
    expect(listed.body.items).toMatchObject([{ sync_id }]);
    const history = await grpc.call('listSyncHistory', { integration_id, limit: 1 });
    expect(history.body).toMatchObject({ items: [{ sync_id }], latest: { sync_id } });
    const ofAll = await grpc.call('listSyncHistory', { integration_type: 'INTEGRATION_TYPE_POSTGRESQL' });
    expect(ofAll.body.latest.sync_id).toBe(sync_id);
  });

  test('of which all attempts failed is requeued', async () => {
    const ids = await register();
    const sync = new SyncDriver(api.platform, ids);
    await sync.start();
    await sync.deadLetter();
    const { body, trailer } = await grpc.call('requeueSync', { sync_id: ids.sync_id });
    expect(body).toEqual({ sync_id: ids.sync_id, status: 'SYNC_STATUS_STARTED' });
    const metadata = { 'cadastre-wait-for': commitOf(trailer) };
    const dead = await grpc.call(
      'listSyncs',
      { integration_id: ids.integration_id, dead_letter: true },
      { metadata },
    );
    expect(dead.body.items).toEqual([]);
  });

  test('is watched to its end', async () => {
    const ids = await register();
    const sync = new SyncDriver(api.platform, ids);
    const stream = grpc.stream('watchSync', { sync_id: ids.sync_id });
    expect((await stream.next()).sync.status).toBe('SYNC_STATUS_STARTED');
    await sync.start();
    const processing = await stream.until((message) => message.sync?.status === 'SYNC_STATUS_PROCESSING');
    await sync.complete();
    const seen = await stream.rest();
    expect(seen.at(-1).sync).toMatchObject({
      status: 'SYNC_STATUS_COMPLETED',
      percent: 100,
      counts: { table: { seen: 1 } },
    });
    const positions = seen.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));

    const later = await grpc
      .stream('watchSync', { sync_id: ids.sync_id, after_position: processing.position })
      .rest();
    expect(later.map(({ sync: { status } }) => status)).toEqual(['SYNC_STATUS_COMPLETED']);
    const over = grpc.stream('watchSync', { sync_id: ids.sync_id, after_position: seen.at(-1).position });
    expect(await over.rest()).toEqual([]);
    const late = await grpc.refusal('cancelSync', { sync_id: ids.sync_id });
    expect(late).toMatchObject({ code: 'FAILED_PRECONDITION', info: { reason: 'SYNC_NOT_RUNNING' } });
  });
});
