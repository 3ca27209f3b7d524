import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { searchCatalog, type SearchFilter, type SearchHit } from '../../src/index.ts';
import { CatalogUnderTest } from '../support/catalog-under-test.ts';
import { tenantA } from '../support/log.ts';
import {
  column,
  discovered,
  integrationId,
  otherIntegrationId,
  routine,
  schema,
  table,
  view,
} from '../support/objects.ts';

const objects = [
  schema(1, 'shop', 'Everything that is sold'),
  schema(2, 'orders'),
  table(10, 'shop', 'orders', {
    columns: ['id', 'customer_id', column(3, 'placed_at', { comment: 'Moment of the purchase, in UTC' })],
    comment: 'What customers bought',
  }),
  table(11, 'shop', 'orders_archive', { columns: ['id'] }),
  table(12, 'shop', 'OrderItems', { columns: ['orderId', 'productId'] }),
  table(13, 'shop', 'customer_orders_2024', { columns: ['id'] }),
  table(14, 'shop', 'customers', { columns: ['id', 'email', 'phone_number'] }),
  table(15, 'archive', 'orders', { columns: ['id'] }),
  table(16, 'shop', 'invoices', { columns: ['orders', 'total'], comment: 'Bills for orders' }),
  view(17, 'shop', 'borders', { columns: ['country'] }),
  table(18, 'shop', 'weird.name', { columns: [] }),
  routine(19, 'shop', 'add', 'integer, integer'),
  table(20, 'shop', 'HTTPServerLog', { columns: ['requestURL'] }),
];

describe('search', () => {
  let catalog: CatalogUnderTest;

  beforeAll(async () => {
    catalog = await CatalogUnderTest.open();
    await catalog.given(
      ...objects.map((object) => discovered(object)),
      discovered(table(10, 'crm', 'orders', { columns: ['id'] }), otherIntegrationId),
    );
  });
  afterAll(() => catalog.close());

  const search = async (text: string, filter: SearchFilter = {}): Promise<readonly SearchHit[]> => {
    const page = await catalog.ask((tx) => searchCatalog(tx, { tenantId: tenantA, text, filter, limit: 50 }));
    return page.items;
  };
  const found = async (text: string, filter: SearchFilter = {}): Promise<string[]> =>
    (await search(text, filter)).map(({ reason, qualified_name }) => `${reason}: ${qualified_name}`);

  test('ranks: exact name, prefix, part of a name; names before columns; and guesses at nothing besides', async () => {
    expect(await found('orders')).toEqual([
      'qualified-name: orders',
      'exact-name: archive.orders',
      'exact-name: shop.orders',
      'exact-name: crm.orders',
      'exact-name: shop.invoices',
      'prefix: shop.orders_archive',
      'word: shop.customer_orders_2024',
    ]);
  });

  test('of those that are alike, what is called so comes before what has a column of that name', async () => {
    expect((await found('ordrs')).slice(0, 5)).toEqual([
      'similar: orders',
      'similar: archive.orders',
      'similar: shop.orders',
      'similar: crm.orders',
      'similar: shop.invoices',
    ]);
  });

  test.each<[query: string, first: string]>([
    ['shop.orders', 'qualified-name: shop.orders'],
    ['SHOP.Orders', 'qualified-name: shop.orders'],
    ['shop.add', 'qualified-name: shop.add(integer, integer)'],
    ['shop.add(integer, integer)', 'qualified-name: shop.add(integer, integer)'],
    ['customers.email', 'qualified-name: shop.customers'],
    ['shop.customers.email', 'qualified-name: shop.customers'],
    ['shop.cust', 'prefix: shop.customers'],
    ['weird.name', 'exact-name: shop.weird.name'],
    ['email', 'exact-name: shop.customers'],
    ['phone', 'prefix: shop.customers'],
    ['number', 'word: shop.customers'],
    ['items', 'word: shop.OrderItems'],
    ['order items', 'word: shop.OrderItems'],
    ['items order', 'word: shop.OrderItems'],
    ['server', 'word: shop.HTTPServerLog'],
    ['http', 'prefix: shop.HTTPServerLog'],
    ['request url', 'word: shop.HTTPServerLog'],
    ['custmers', 'similar: shop.customers'],
    ['emial', 'similar: shop.customers'],
    ['purchase', 'text: shop.orders'],
    ['bought', 'text: shop.orders'],
    ['sold', 'text: shop'],
    ['customers email', 'word: shop.customers'],
    ['invoice total', 'word: shop.invoices'],
  ])('%j finds first %j', async (query, first) => {
    expect((await found(query))[0]).toBe(first);
  });

  test.each(['', '   ', 'qqqqqqqq', '%', '_', "'", '\\', '.', '..', '\u{1F600}'])(
    '%j finds nothing and does no harm',
    async (query) => {
      expect((await found(query)).filter((hit) => !hit.startsWith('prefix'))).toEqual([]);
    },
  );

  test('keeps to its filters', async () => {
    expect(await found('orders', { integrationId: otherIntegrationId })).toEqual(['exact-name: crm.orders']);
    expect(await found('orders', { schema: 'archive' })).toEqual(['exact-name: archive.orders']);
    expect(await found('orders', { kinds: ['view'], integrationId })).toEqual(['similar: shop.borders']);
    expect(await found('orders.id', { schema: 'archive' })).toContain('qualified-name: archive.orders');
  });

  test('says where it matched and what to mark', async () => {
    const [email] = await search('email');
    expect(email).toMatchObject({
      integration_id: integrationId,
      identity: { catalog: 'pg_class', oid: 14 },
      kind: 'table',
      schema: 'shop',
      name: 'customers',
      reason: 'exact-name',
      matches: [{ field: 'column', column: 'email', text: 'email', ranges: [[0, 5]] }],
    });
    const [items] = await search('items');
    expect(items?.matches).toEqual([{ field: 'name', column: null, text: 'OrderItems', ranges: [[5, 10]] }]);
    const [purchase] = await search('purchase');
    expect(purchase?.matches).toEqual([
      { field: 'comment', column: 'placed_at', text: 'Moment of the purchase, in UTC', ranges: [[14, 22]] },
    ]);
    const [bought] = await search('bought');
    expect(bought).toMatchObject({
      comment: 'What customers bought',
      matches: [{ field: 'comment', column: null }],
    });
  });

  test('shows an object once, for the best of its reasons, with all the names that led there', async () => {
    const hits = await search('order');
    const names = hits.map(({ integration_id, qualified_name }) => integration_id + qualified_name);
    expect(new Set(names).size).toBe(names.length);
    const item = hits.find(({ name }) => name === 'OrderItems');
    expect(item).toMatchObject({ reason: 'prefix' });
    expect(item?.matches.map(({ text }) => text)).toEqual(['OrderItems', 'orderId']);
  });

  test('survives every text', async () => {
    for (const text of [
      'nul\0nul',
      '"; drop table x; --',
      '(',
      '*',
      'a'.repeat(10_000),
      '-- /*',
      '${x}',
      'é'.normalize('NFD'),
    ]) {
      await expect(search(text)).resolves.toBeDefined();
    }
  });
});
