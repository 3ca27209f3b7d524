import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCast, aColumn, aSchema, aTable, aView } from '@cadastre/testing';
import type { ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { GrpcClient } from './grpc-client.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;
let grpc: GrpcClient;
let integration_id: string;
let metadata: Record<string, string>;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget());
  grpc = new GrpcClient(api.grpc);
  const { body } = await api.client.post('/integrations', registration(target));
  ({ integration_id } = body);
  const sync = new SyncDriver(api.platform, body);
  await sync.start();
  await sync.discover([
    aSchema(),
    aTable({ oid: 1, name: 'orders' }, { columns: [aColumn(), aColumn({ attnum: 2, name: 'email' })] }),
    aTable({ oid: 2, name: 'order_items' }),
    aView({ oid: 4 }),
    aCast({ oid: 5 }),
  ]);
  await sync.complete();
  metadata = { 'cadastre-wait-for': (await api.platform.eventStore.latestCommitId()) ?? '' };
});
afterAll(async () => {
  grpc.close();
  await api.close();
  await target.database.drop();
});

const namesOf = ({ items }: { items: { name: string }[] }): string[] => items.map(({ name }) => name);
/** What REST says, as a message has it: the common members beside the others. */
const rest = async (path: string): Promise<any> =>
  (await api.client.get(`/catalog/${integration_id}${path}`, metadata)).body;

describe('lists, over gRPC', () => {
  test.each([
    ['listObjects', '/objects'],
    ['listSchemas', '/schemas'],
    ['listRelations', '/relations'],
    ['listRoutines', '/routines'],
    ['listTypes', '/types'],
    ['listSequences', '/sequences'],
    ['listExtensions', '/extensions'],
  ] as const)('%s has what REST has', async (name, path) => {
    const { body } = await grpc.call(name, { integration_id }, { metadata });
    const { items } = await rest(path);
    expect(body.items.map(({ members, ...common }: any) => ({ ...common, ...members }))).toMatchObject(
      items.map((item: object) =>
        Object.fromEntries(
          Object.entries(item).map(([key, value]) => [
            key,
            value === null && ['schema', 'owner', 'comment', 'extension'].includes(key) ? undefined : value,
          ]),
        ),
      ),
    );
  });

  test('are filtered, sorted, cut down and read page by page', async () => {
    const options = { sort: '-name', limit: 2, fields: ['name', 'columns'] };
    const first = await grpc.call(
      'listRelations',
      { integration_id, schema: 'ecommerce', kinds: ['table'], options },
      { metadata },
    );
    expect(namesOf(first.body)).toEqual(['orders', 'order_items']);
    expect(Object.keys(first.body.items[0].members)).toEqual(['columns']);
    const all = await grpc.call('listRelations', { integration_id, options: { limit: 1, sort: 'name' } });
    const next = await grpc.call('listRelations', {
      integration_id,
      options: { limit: 1, sort: 'name', cursor: all.body.next_cursor },
    });
    expect(namesOf(next.body)).not.toEqual(namesOf(all.body));
  });
});

describe('one object, over gRPC', () => {
  test('is got by name and by identity, with its parts', async () => {
    const named = { integration_id, schema: 'ecommerce', name: 'orders' };
    const { body } = await grpc.call('getRelation', named, { metadata });
    expect(body.relation).toMatchObject({ kind: 'table', qualified_name: 'ecommerce.orders' });
    expect(body.relation.members.columns.map(({ name }: { name: string }) => name)).toContain('email');
    const { identity } = body.relation;
    const whole = await grpc.call('getObject', { integration_id, identity });
    expect(whole.body.object.name).toBe('orders');
    const ddl = await grpc.call('getRelationDdl', named);
    const byIdentity = await grpc.call('getObjectDdl', { integration_id, identity });
    expect(ddl.body.sql).toMatch(/^CREATE TABLE ecommerce\.orders/m);
    expect(byIdentity.body).toEqual(ddl.body);
  });

  test.each([
    'getRelation',
    'getRoutines',
    'getType',
    'getSequence',
    'getRoutinesDdl',
    'getTypeDdl',
    'getSequenceDdl',
  ] as const)('%s of what is not there is NOT_FOUND', async (name) => {
    const refused = await grpc.refusal(name, { integration_id, schema: 'ecommerce', name: 'nothing' });
    expect(refused).toMatchObject({ code: 'NOT_FOUND', info: { reason: 'OBJECT_NOT_FOUND' } });
  });
});

test('the SQL of the whole catalog comes in pieces that make what REST gives', async () => {
  const pieces = await grpc.stream('streamDdl', { integration_id }, { metadata }).rest();
  const { text } = await api.client.get(`/catalog/${integration_id}/ddl`);
  expect(pieces.map(({ sql }) => sql).join('')).toBe(text);
  expect(text).toContain('CREATE TABLE ecommerce.orders');
  const refused = await grpc.stream('streamDdl', {}).refusal();
  expect(refused).toMatchObject({ code: 'INVALID_ARGUMENT', violations: [{ field: 'integration_id' }] });
});

test('search finds what REST finds', async () => {
  const { body } = await grpc.call(
    'searchCatalog',
    { q: 'order', integration_id, kinds: ['table'] },
    { metadata },
  );
  const { body: same } = await api.client.get(
    `/catalog/search?q=order&integration_id=${integration_id}&kind=table`,
  );
  expect(body.items.map(({ qualified_name }: any) => qualified_name)).toEqual(
    same.items.map(({ qualified_name }: any) => qualified_name),
  );
  expect(body.items[0]).toMatchObject({ reason: same.items[0].reason, identity: same.items[0].identity });
  expect(body.items[0].matches[0].ranges[0]).toEqual({ start: 0, end: 5 });
});
