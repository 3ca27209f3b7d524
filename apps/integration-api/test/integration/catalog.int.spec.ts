import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ObjectDetail,
  ObjectList,
  RelationDetail,
  RelationList,
  SchemaList,
  SearchPage,
} from '@cadastre/api-contract';
import { aCast, aCollation, aColumn, aSchema, aTable, aView, anId } from '@cadastre/testing';
import type { ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;
let catalog: string;
let sync: SyncDriver;

const oddName = `a "b" c/d?e=1&f#%2F\n✓ \u202e'`;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget());
  const { body } = await api.client.post('/integrations', registration(target));
  catalog = `/catalog/${body.integration_id}`;
  sync = new SyncDriver(api.platform, body);
  await sync.start();
  await sync.discover([
    aSchema(),
    aTable(
      { oid: 1, name: 'orders' },
      { columns: [aColumn(), aColumn({ attnum: 2, name: 'customerEmail' })] },
    ),
    aTable({ oid: 2, name: 'order_items' }),
    aTable({ oid: 3, name: oddName }),
    aView({ oid: 4 }),
    aCollation({ oid: 5 }, { comment: 'For the telephone book' }),
    aCast({ oid: 5 }),
  ]);
  await sync.complete();
  await newest();
});
afterAll(async () => {
  await api.close();
  await target.database.drop();
});

/** Everything that was committed can be seen. */
const newest = async (): Promise<void> => {
  const commit = (await api.platform.eventStore.latestCommitId()) ?? '';
  const { status } = await api.client.get('/integrations', { 'cadastre-wait-for': commit });
  expect(status).toBe(200);
};
const names = (answer: { body: { items: { name: string }[] } }): string[] =>
  answer.body.items.map(({ name }) => name);

describe('lists', () => {
  test('schemas have what they hold', async () => {
    const { body } = await api.client.get(`${catalog}/schemas`);
    expect(SchemaList.parse(body).items).toMatchObject([{ name: 'ecommerce', counts: { relations: 3 } }]);
  });

  test('relations are filtered by schema, kind and name', async () => {
    const all = await api.client.get(`${catalog}/relations`);
    expect(RelationList.parse(all.body).items).toHaveLength(4);
    expect(names(await api.client.get(`${catalog}/relations?schema=reporting`))).toEqual(['daily_sales']);
    expect(names(await api.client.get(`${catalog}/relations?kind=view`))).toEqual(['daily_sales']);
    expect(names(await api.client.get(`${catalog}/relations?kind=view,table&kind=partition`))).toHaveLength(
      4,
    );
    expect(names(await api.client.get(`${catalog}/relations?name=order*`))).toEqual([
      'order_items',
      'orders',
    ]);
  });

  test('the partitions of a relation are asked for by its schema and name, not by one of them', async () => {
    const both = 'partition_of_schema=ecommerce&partition_of_name=orders';
    expect(names(await api.client.get(`${catalog}/relations?${both}`))).toEqual([]);
    const one = await api.client.get(`${catalog}/relations?partition_of_name=orders`);
    expect([one.status, one.body.errors]).toMatchObject([400, [{ pointer: '?partition_of_schema' }]]);
  });

  test('are cut down to the fields asked for', async () => {
    const { body } = await api.client.get(`${catalog}/relations?name=orders&fields=name,columns`);
    expect(body.items).toEqual([{ name: 'orders', columns: [expect.anything(), expect.anything()] }]);
  });

  test('are sorted both ways and read page by page, each item once', async () => {
    const down = names(await api.client.get(`${catalog}/relations?sort=-name`));
    expect(down).toEqual(names(await api.client.get(`${catalog}/relations?sort=name`)).reverse());

    const seen: string[] = [];
    let path: string | undefined = `${catalog}/relations?sort=name&limit=3`;
    while (path !== undefined) {
      const page = await api.client.get(path);
      seen.push(...names(page));
      expect(page.body.has_more).toBe(page.body.next_cursor !== null);
      path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual([...down].reverse());
  });

  test('a cursor of one list is refused by another', async () => {
    const { body } = await api.client.get(`${catalog}/relations?limit=1`);
    const other = await api.client.get(`${catalog}/types?cursor=${body.next_cursor}`);
    expect([other.status, other.body.errors]).toMatchObject([400, [{ pointer: '?cursor' }]]);
  });

  test.each(['routines', 'types', 'sequences', 'extensions'])('of %s may be empty', async (list) => {
    const { status, body } = await api.client.get(`${catalog}/${list}`);
    expect([status, body]).toEqual([200, { items: [], next_cursor: null, has_more: false }]);
  });
});

describe('objects of any kind', () => {
  test('are in one list, filtered, sorted and cut down like the others', async () => {
    const all = await api.client.get(`${catalog}/objects?sort=kind`);
    expect(ObjectList.parse(all.body).items.map(({ kind }) => kind)).toEqual([
      'cast',
      'collation',
      'schema',
      'table',
      'table',
      'table',
      'view',
    ]);
    const of = await api.client.get(
      `${catalog}/objects?kind=cast,collation&fields=name,provider,function,owner`,
    );
    expect(of.body.items).toEqual([
      { name: 'text AS ecommerce.money', owner: null, function: 'ecommerce.to_money(text)' },
      { name: 'german', owner: 'shop', provider: 'icu' },
    ]);
    expect(
      names(await api.client.get(`${catalog}/objects?schema=ecommerce&kind=collation&name=germ*`)),
    ).toEqual(['german']);
  });

  test('come page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await api.client.get(`${catalog}/objects?limit=2${next}`);
      seen.push(...names({ body }));
      cursor = body.next_cursor;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  test('are found by identity: an OID is another object in another system catalog', async () => {
    const collation = await api.client.get(`${catalog}/objects/pg_collation/5`);
    expect(ObjectDetail.parse(collation.body)).toMatchObject({
      kind: 'collation',
      locale: 'de-DE',
      schema: 'ecommerce',
      comment: 'For the telephone book',
    });
    const cast = await api.client.get(`${catalog}/objects/pg_cast/5`);
    expect(ObjectDetail.parse(cast.body)).toMatchObject({ kind: 'cast', owner: null, context: 'assignment' });
    const relation = await api.client.get(`${catalog}/objects/pg_class/1`);
    expect(relation.body).toMatchObject({ kind: 'table', name: 'orders', columns: [{}, {}] });
    expect(collation.headers.get('etag')).toMatch(/^"/);
  });

  test.each([
    'pg_collation/6',
    'pg_operator/5',
    'pg_nothing/5',
    'pg_cast/0',
    'pg_cast/x',
    'pg_cast/99999999999',
  ])('are not found as %s', async (identity) => {
    const { status, body } = await api.client.get(`${catalog}/objects/${identity}`);
    expect([status, body.code]).toEqual([404, 'object-not-found']);
  });

  test('are searched', async () => {
    const byName = await api.client.get('/catalog/search?q=german');
    expect(byName.body.items[0]).toMatchObject({
      kind: 'collation',
      identity: { catalog: 'pg_collation', oid: 5 },
    });
    expect(names(await api.client.get('/catalog/search?q=telephone&kind=collation'))).toEqual(['german']);
    expect(names(await api.client.get('/catalog/search?q=money&kind=cast'))).toEqual([
      'text AS ecommerce.money',
    ]);
  });
});

describe('a relation', () => {
  test('has all its parts', async () => {
    const { body } = await api.client.get(`${catalog}/relations/ecommerce/orders`);
    expect(RelationDetail.parse(body)).toMatchObject({
      schema: 'ecommerce',
      name: 'orders',
      kind: 'table',
      columns: [{ name: 'id' }, { name: 'customerEmail' }],
      constraints: [{ type: 'primary-key', columns: ['id'] }],
      indexes: [],
      triggers: [],
      comment: null,
      owner: 'shop',
      size: null,
    });
  });

  test('a view has every part too, empty where it cannot have any', async () => {
    const { body } = await api.client.get(`${catalog}/relations/reporting/daily_sales`);
    expect(RelationDetail.parse(body)).toMatchObject({
      kind: 'view',
      constraints: [],
      indexes: [],
      definition: 'SELECT orders.id FROM ecommerce.orders;',
    });
  });

  test('is found under its exact name, whatever is in it', async () => {
    const { status, body } = await api.client.get(
      `${catalog}/relations/ecommerce/${encodeURIComponent(oddName)}`,
    );
    expect([status, body.name]).toEqual([200, oddName]);
  });

  test.each(['relations', 'routines', 'types', 'sequences'])(
    'that does not exist is not found in %s',
    async (list) => {
      const { status, body } = await api.client.get(`${catalog}/${list}/ecommerce/Orders`);
      expect([status, body.code]).toEqual([404, 'object-not-found']);
    },
  );
});

describe('tags', () => {
  test('hold until the catalog changes', async () => {
    const path = `${catalog}/relations`;
    const tag = (await api.client.get(path)).headers.get('etag') ?? '';
    const same = await api.client.get(path, { 'if-none-match': tag });
    expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', tag]);
    // With no-store nobody could come back with the tag.
    expect(same.headers.get('cache-control')).toBe('private, no-cache');

    await sync.discover([aTable({ oid: 9, name: 'new_one' })]);
    await newest();
    const changed = await api.client.get(path, { 'if-none-match': tag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
    expect(names(changed)).toContain('new_one');
  });

  test('stand on syncs and integrations too', async () => {
    for (const path of [`/syncs/${sync.syncId}`, `/integrations/${sync.integrationId}`]) {
      const first = await api.client.get(path);
      const again = await api.client.get(path, { 'if-none-match': first.headers.get('etag') ?? '' });
      expect([first.status, again.status, again.text]).toEqual([200, 304, '']);
    }
  });
});

describe('SQL', () => {
  test('of the whole database is one script, in an order that works', async () => {
    const { status, text, headers } = await api.client.get(`${catalog}/ddl`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/sql; charset=utf-8']);
    const places = ['CREATE SCHEMA ecommerce', 'CREATE TABLE ecommerce.orders', 'CREATE VIEW'].map(
      (statement) => text.indexOf(statement),
    );
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const again = await api.client.get(`${catalog}/ddl`, { 'if-none-match': headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('of one object is found by name and by identity, its name quoted', async () => {
    const byName = await api.client.get(`${catalog}/relations/ecommerce/${encodeURIComponent(oddName)}/ddl`);
    expect(byName.text).toContain(`CREATE TABLE ecommerce."${oddName.replaceAll('"', '""')}"`);
    const byIdentity = await api.client.get(`${catalog}/objects/pg_class/3/ddl`);
    expect(byIdentity.text).toBe(byName.text);
  });

  test.each([
    'relations/ecommerce/Orders',
    'routines/ecommerce/orders',
    'types/ecommerce/orders',
    'sequences/ecommerce/orders',
    'objects/pg_class/77',
  ])('is not found of %s', async (object) => {
    const { status, body } = await api.client.get(`${catalog}/${object}/ddl`);
    expect([status, body.code]).toEqual([404, 'object-not-found']);
  });

  test('is not found of an integration that is not there', async () => {
    const { status, body } = await api.client.get(`/catalog/${anId()}/ddl`);
    expect([status, body.code]).toEqual([404, 'integration-not-found']);
  });
});

describe('search', () => {
  test('puts exact names first and says why', async () => {
    const { body } = await api.client.get('/catalog/search?q=orders');
    const page = SearchPage.parse(body);
    expect(page.items[0]).toMatchObject({
      name: 'orders',
      reason: 'exact-name',
      integration_id: sync.integrationId,
    });
  });

  test('finds columns by part of their names, and what is spelt wrong', async () => {
    const byColumn = await api.client.get('/catalog/search?q=email');
    expect(byColumn.body.items[0]).toMatchObject({
      name: 'orders',
      matches: [{ field: 'column', column: 'customerEmail' }],
    });
    expect(names(await api.client.get('/catalog/search?q=ordres'))).toContain('orders');
  });

  test('keeps to its filters', async () => {
    expect(names(await api.client.get('/catalog/search?q=sales&kind=table'))).toEqual([]);
    expect(names(await api.client.get(`/catalog/search?q=orders&integration_id=${anId(77)}`))).toEqual([]);
    expect(names(await api.client.get('/catalog/search?q=daily_sales&schema=reporting'))).toEqual([
      'daily_sales',
    ]);
  });
});
