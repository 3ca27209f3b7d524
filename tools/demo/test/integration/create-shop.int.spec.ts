import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import pg from 'pg';
import { createShop, renewReaderPassword, shopReader } from '../../src/shop/create-shop.ts';

/** The shop is a database of the server, not of the spec: only this file makes it. */
describe('the sample database', () => {
  let server: TestDatabase;
  let shop: pg.Client;
  let wasCreated: boolean;
  beforeAll(async () => {
    server = await createTestDatabase({ schemas: [] });
    wasCreated = await createShop(server.superuserUrl);
    shop = await connect(new URL(server.superuserUrl));
  });
  afterAll(async () => {
    await shop.end();
    await server.ownerPool.query('drop database shop');
    await server.drop();
  });

  const connect = async (url: URL): Promise<pg.Client> => {
    url.pathname = '/shop';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    return client;
  };

  const all = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> =>
    (await shop.query<Row>(sql)).rows;

  test('is made once', async () => {
    expect(wasCreated).toBe(true);
    expect(await createShop(server.superuserUrl)).toBe(false);
  });

  test('holds what its readme says', async () => {
    const relations = await all<{ name: string; kind: string }>(
      `select relnamespace::regnamespace || '.' || relname as name, relkind as kind from pg_class
        where relnamespace::regnamespace::text in ('analytics', 'ecommerce', 'reporting')
          and relkind in ('r', 'p', 'v', 'm') and not relispartition order by 1`,
    );
    expect(relations.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'analytics.product_views r',
      'analytics.sales_summary r',
      'analytics.user_events p',
      'ecommerce.addresses r',
      'ecommerce.categories r',
      'ecommerce.order_items r',
      'ecommerce.orders r',
      'ecommerce.products r',
      'ecommerce.users r',
      'reporting.daily_sales v',
      'reporting.monthly_revenue v',
      'reporting.product_performance m',
    ]);
  });

  test('has rows in every relation, and each event in the partition of its month', async () => {
    const [counts] = await all(
      `select (select count(*)::int from ecommerce.orders) as orders,
              (select count(*)::int from ecommerce.order_items) as items,
              (select count(*)::int from analytics.user_events) as events,
              (select count(*)::int from analytics.user_events_other) as events_elsewhere,
              (select count(*) > 100 from analytics.sales_summary) as has_summary,
              (select count(*)::int from reporting.product_performance) as products,
              (select count(*)::int from reporting.monthly_revenue) as months`,
    );
    expect(counts).toEqual({
      orders: 2000,
      items: 5000,
      events: 4000,
      events_elsewhere: 0,
      has_summary: true,
      products: 200,
      months: 6,
    });
  });

  test('is the same on every machine', async () => {
    const [sum] = await all(`select sum(total::numeric)::text as total from ecommerce.orders`);
    expect(sum).toMatchInlineSnapshot(`
     {
       "total": "1152350.00",
     }
    `);
  });

  test('works: triggers keep totals, searches forgive typos', async () => {
    await shop.query('begin');
    await shop.query('insert into ecommerce.order_items values (1, 9, 1, 2, 10.50)');
    const [check] = await all(
      'select total::numeric = ecommerce.order_total(id)::numeric as same from ecommerce.orders where id = 1',
    );
    expect(check).toEqual({ same: true });
    await shop.query('rollback');
    expect((await all(`select * from ecommerce.search_products('coper ketle')`)).length).toBeGreaterThan(0);
  });

  test('is analysed, and most of it is explained', async () => {
    const [facts] = await all(
      `select count(*) filter (where reltuples >= 0)::int as analysed,
              count(obj_description(oid, 'pg_class'))::int as explained, count(*)::int as tables
         from pg_class where relkind in ('r', 'p', 'm')
          and relnamespace::regnamespace::text in ('analytics', 'ecommerce', 'reporting') and not relispartition`,
    );
    expect(facts).toEqual({ analysed: 10, explained: 10, tables: 10 });
  });

  test('can be read by a role that sees structure and no rows', async () => {
    const url = new URL(server.superuserUrl);
    url.username = shopReader;
    url.password = await renewReaderPassword(server.superuserUrl);
    const reader = await connect(url);
    expect((await reader.query(`select 'ecommerce.orders'::regclass`)).rowCount).toBe(1);
    await expect(reader.query('select * from ecommerce.orders')).rejects.toMatchObject({ code: '42501' });
    await reader.end();
  });
});
