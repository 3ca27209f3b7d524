import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SkippedScope } from '@cadastre/events';
import { aSchema, aTable } from '@cadastre/testing';
import type { ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { GrpcClient } from './grpc-client.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

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

const objects = [aSchema(), aTable({ oid: 1, name: 'orders' })];

/** Everything that was committed can be seen. */
const newest = async (): Promise<void> => {
  const commit = (await api.platform.eventStore.latestCommitId()) ?? '';
  const { status } = await api.client.get('/integrations', { 'cadastre-wait-for': commit });
  expect(status).toBe(200);
};
const register = async () => {
  const { body } = await api.client.post('/integrations', registration(target));
  const integrationId: string = body.integration_id;
  await newest();
  return {
    integrationId,
    syncId: body.sync_id as string,
    catalog: `/catalog/${integrationId}`,
    sync: new SyncDriver(api.platform, body),
  };
};
/** A first sync, from start to end. */
const read = async ({ sync }: { sync: SyncDriver }, skipped: readonly SkippedScope[] = []): Promise<void> => {
  await sync.start();
  await sync.discover(objects);
  await sync.complete({ skipped });
  await newest();
};
const nextSync = async (integrationId: string): Promise<SyncDriver> => {
  const { body } = await api.client.post(`/integrations/${integrationId}/sync`);
  return new SyncDriver(api.platform, { integration_id: integrationId, sync_id: body.sync_id });
};
/** The comments before the first statement. */
const headOf = (sql: string): string[] =>
  sql
    .slice(0, sql.indexOf('\nSET '))
    .split('\n')
    .filter((line) => line !== '');

const questions = [
  'objects',
  'schemas',
  'relations',
  'routines',
  'types',
  'sequences',
  'extensions',
  'relations/shop/orders',
  'routines/shop/total',
  'types/shop/money',
  'sequences/shop/numbers',
  'objects/pg_class/1',
  'relations/shop/orders/ddl',
  'objects/pg_class/1/ddl',
  'ddl',
];

describe('a catalog of which nothing was read', () => {
  test.each(questions)('says so instead of answering that there is nothing: %s', async (question) => {
    const { catalog, syncId } = await register();
    const { status, body } = await api.client.get(`${catalog}/${question}`);
    expect([status, body.code]).toEqual([409, 'catalog-not-read']);
    expect(body).toMatchObject({ type: '/problems/catalog-not-read', sync_id: syncId, retryable: true });
    expect(body.hint).toContain(`GET /syncs/${syncId} `);
  });

  test('says so to a search that is about it alone, and is left out of one that is about all', async () => {
    const registered = await register();
    const { integrationId, syncId } = registered;
    const search = `/catalog/search?q=orders&integration_id=${integrationId}`;
    const { status, body } = await api.client.get(search);
    expect([status, body.code, body.sync_id]).toEqual([409, 'catalog-not-read', syncId]);
    expect((await api.client.get('/catalog/search?q=nothing_like_it')).status).toBe(200);
    await read(registered);
    expect((await api.client.get(search)).body.items.length).toBeGreaterThan(0);
    const none = await api.client.get(`/catalog/search?q=nothing_like_it&integration_id=${integrationId}`);
    expect([none.status, none.body.items]).toEqual([200, []]);
  });

  test('says so over gRPC', async () => {
    const { integrationId: integration_id, syncId } = await register();
    const refusals = [
      await grpc.refusal('listRelations', { integration_id }),
      await grpc.refusal('getRelation', { integration_id, schema: 's', name: 'n' }),
      await grpc.stream('streamDdl', { integration_id }).refusal(),
    ];
    for (const refused of refusals) {
      expect(refused).toMatchObject({
        code: 'FAILED_PRECONDITION',
        info: { reason: 'CATALOG_NOT_READ', metadata: { sync_id: syncId } },
      });
    }
  });

  test('has no tag that would make it an answer', async () => {
    const { catalog } = await register();
    const { status, headers } = await api.client.get(`${catalog}/relations`, { 'if-none-match': '*' });
    expect([status, headers.get('etag')]).toEqual([409, null]);
  });

  test('names the way on after a dead letter, and while the integration is disabled', async () => {
    const { catalog, sync, syncId, integrationId } = await register();
    await sync.start();
    await sync.deadLetter();
    await newest();
    const dead = await api.client.get(`${catalog}/relations`);
    expect(dead.body.hint).toContain(`POST /syncs/${syncId}/requeue`);
    await api.client.post(`/integrations/${integrationId}/disable`);
    await newest();
    const disabled = await api.client.get(`${catalog}/relations`);
    expect(disabled.body.hint).toContain(`POST /integrations/${integrationId}/enable`);
  });

  test('names the way on after a sync that was cancelled', async () => {
    const { catalog, syncId, integrationId } = await register();
    await api.client.post(`/syncs/${syncId}/cancel`);
    await newest();
    const { body } = await api.client.get(`${catalog}/relations`);
    expect(body.hint).toContain(`Start a sync: POST /integrations/${integrationId}/sync`);
  });

  test('is an empty one when a sync found nothing', async () => {
    const { catalog, sync } = await register();
    await sync.start();
    await sync.complete();
    await newest();
    const { status, body } = await api.client.get(`${catalog}/relations`);
    expect([status, body.items]).toEqual([200, []]);
    expect((await api.client.get(`${catalog}/ddl`)).status).toBe(200);
  });
});

test('while a first sync writes, lists have what is there, and SQL of the whole waits for its end', async () => {
  const { catalog, sync, syncId } = await register();
  await sync.start();
  await sync.discover(objects);
  await newest();
  const list = await api.client.get(`${catalog}/relations`);
  expect([list.status, list.body.items.length]).toEqual([200, 1]);
  expect((await api.client.get(`${catalog}/relations/ecommerce/orders/ddl`)).status).toBe(200);
  const half = await api.client.get(`${catalog}/ddl`);
  expect([half.status, half.body.code, half.body.sync_id]).toEqual([409, 'catalog-not-read', syncId]);

  await sync.complete();
  await newest();
  const whole = await api.client.get(`${catalog}/ddl`);
  expect(whole.status).toBe(200);
  expect(whole.text).toContain('CREATE TABLE ecommerce.orders');
});

describe('the head of SQL of the whole', () => {
  test('says which database it is, when it was read, and what is missing, whatever that is called', async () => {
    const registered = await register();
    const { catalog, syncId, integrationId } = registered;
    const hostile = `x"\r\n;DROP SCHEMA shop;\u2028--`;
    await read(registered, [
      { scope: 'billing', reason: 'another session holds 3 of its relations exclusively' },
      { scope: hostile, reason: 'no such schema' },
    ]);
    await api.client.patch(`/integrations/${integrationId}`, { options: { exclude_schemas: ['tmp'] } });
    await newest();
    const { text } = await api.client.get(`${catalog}/ddl`);
    const head = headOf(text);
    expect(head).toEqual([
      expect.stringContaining(`"${target.credential.database_name}"`),
      expect.stringMatching(new RegExp(`^-- Read by sync ${syncId}, from \\d{4}-\\S+Z to \\d{4}-\\S+Z\\.$`)),
      expect.stringMatching(/^-- It could not read/),
      '--   "billing": another session holds 3 of its relations exclusively',
      '--   "x""??;DROP SCHEMA shop;?--": no such schema',
      '-- Left out by the options of the integration: the schemas "tmp".',
    ]);
    for (const secret of [target.credential.host, target.credential.username, target.credential.password])
      expect(head.join('\n')).not.toContain(secret);
  });

  test('names a later sync that has not ended, and tags tell the two apart', async () => {
    const registered = await register();
    const { catalog, integrationId } = registered;
    await read(registered);
    const first = await api.client.get(`${catalog}/ddl`);
    expect(headOf(first.text)[2]).toBe('-- It read everything that it was to read.');

    const next = await nextSync(integrationId);
    await next.start();
    await newest();
    const running = await api.client.get(`${catalog}/ddl`, {
      'if-none-match': first.headers.get('etag') ?? '',
    });
    expect(running.status).toBe(200);
    expect(headOf(running.text)[1]).toContain(registered.syncId);
    expect(headOf(running.text)[2]).toContain(`Sync ${next.syncId} came after it and is still running`);

    await next.deadLetter();
    await newest();
    const failed = await api.client.get(`${catalog}/ddl`);
    expect(headOf(failed.text)[2]).toContain(`Sync ${next.syncId} came after it and did not get to its end`);

    const last = await nextSync(integrationId);
    await last.start();
    await last.complete();
    await newest();
    const read2 = await api.client.get(`${catalog}/ddl`);
    expect(headOf(read2.text)[1]).toContain(`Read by sync ${last.syncId}`);
    expect(headOf(read2.text)).toHaveLength(3);
    const unchanged = { 'if-none-match': read2.headers.get('etag') ?? '' };
    expect((await api.client.get(`${catalog}/ddl`, unchanged)).status).toBe(304);

    await api.client.patch(`/integrations/${integrationId}`, { options: { exclude_schemas: ['tmp'] } });
    await newest();
    const chosen = await api.client.get(`${catalog}/ddl`, unchanged);
    expect(chosen.status).toBe(200);
    expect(headOf(chosen.text).join('\n')).toContain('"tmp"');
  });
});
