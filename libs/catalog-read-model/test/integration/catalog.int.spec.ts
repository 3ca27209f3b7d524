import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { IntegrationDeleted, StatisticsObserved, applyChanges } from '@cadastre/events';
import { catalogVersion } from '../../src/index.ts';
import { CatalogUnderTest } from '../support/catalog-under-test.ts';
import { tenantA } from '../support/log.ts';
import {
  altered,
  at,
  column,
  discovered,
  dropped,
  foreignKey,
  integrationId,
  reidentified,
  renamed,
  syncId,
  table,
} from '../support/objects.ts';

const customers = table(100, 'shop', 'customers', {
  columns: [column(1, 'id'), column(2, 'email', { comment: 'contact address' })],
  comment: 'People who buy',
});
const toCustomers = foreignKey('orders_customer_fk', { schema: 'shop', name: 'customers' }, [
  ['customer_id', 'id'],
]);
const orders = table(101, 'shop', 'orders', {
  columns: ['id', 'customer_id', 'region'],
  constraints: [toCustomers],
});
const inCatalog = { tenantId: tenantA, integrationId };

describe('the catalog', () => {
  let catalog: CatalogUnderTest;

  beforeAll(async () => {
    catalog = await CatalogUnderTest.open();
  });
  afterAll(() => catalog.close());
  beforeEach(() => catalog.clear());

  test('holds a discovered relation with every part of its definition', async () => {
    await catalog.given(discovered(orders), discovered(customers));
    expect(await catalog.relation('customers')).toMatchObject({
      kind: 'table',
      schema: 'shop',
      name: 'customers',
      owner: 'shop_owner',
      comment: 'People who buy',
      column_count: 2,
      columns: customers.definition.columns,
      indexes: [],
      triggers: [],
      size: null,
      first_seen_at: at,
      changed_at: at,
    });
  });

  test('says which foreign keys point to a relation, in pairs of columns', async () => {
    await catalog.given(discovered(orders), discovered(customers));
    expect(await catalog.relation('customers')).toMatchObject({
      referenced_by_count: 1,
      referenced_by: [
        {
          schema: 'shop',
          name: 'orders',
          constraint: 'orders_customer_fk',
          column_pairs: [{ column: 'customer_id', referenced_column: 'id' }],
          on_delete: 'cascade',
        },
      ],
    });
    expect(await catalog.relation('orders')).toMatchObject({ referenced_by_count: 0, referenced_by: [] });
  });

  test('carries out the changes of an altered object, in all that is derived from it', async () => {
    const changes = [
      {
        change: 'column-name-changed',
        path: ['columns', '2', 'name'],
        part: 'email',
        before: 'email',
        after: 'mail_box',
        grade: 'breaking' as const,
      },
      {
        change: 'comment-changed',
        path: ['comment'],
        part: null,
        before: 'People who buy',
        after: 'Buyers',
        grade: 'cosmetic' as const,
      },
    ];
    await catalog.given(discovered(customers));
    await catalog.given(altered(customers, changes));
    expect(await catalog.relation('customers')).toMatchObject({
      comment: 'Buyers',
      columns: applyChanges(customers.definition, changes).columns,
    });
    expect(await catalog.search('mail_box')).toEqual(['shop.customers']);
    expect(await catalog.search('email')).toEqual([]);
    expect(await catalog.search('people')).toEqual([]);
  });

  test('drops a foreign key that was altered away', async () => {
    await catalog.given(discovered(customers), discovered(orders));
    await catalog.given(
      altered(orders, [
        {
          change: 'constraint-dropped',
          path: ['constraints', 'orders_customer_fk'],
          part: 'orders_customer_fk',
          before: toCustomers,
          after: null,
          grade: 'breaking',
        },
      ]),
    );
    expect(await catalog.relation('customers')).toMatchObject({ referenced_by_count: 0 });
  });

  test('follows a rename by identity', async () => {
    await catalog.given(discovered(customers), discovered(orders));
    await catalog.given(renamed(orders, { schema: 'archive', name: 'old_orders' }));
    expect(await catalog.relationNames()).toEqual(['archive.old_orders', 'shop.customers']);
    expect(await catalog.relation('orders')).toBeNull();
    expect(await catalog.relation('old_orders', 'archive')).toMatchObject({ column_count: 3 });
    expect(await catalog.relation('customers')).toMatchObject({
      referenced_by: [{ schema: 'archive', name: 'old_orders' }],
    });
    expect(await catalog.search('archive.old_orders')).toEqual(['archive.old_orders']);
  });

  test("follows objects that a restore gave other OIDs, each other's too", async () => {
    await catalog.given(discovered(customers), discovered(orders));
    await catalog.given(reidentified(customers, 1));
    const waiting = { ...customers, identity: { ...customers.identity, oid: 1 } };
    await catalog.given(reidentified(orders, 100), reidentified(waiting, 101));
    expect(await catalog.relationNames()).toEqual(['shop.customers', 'shop.orders']);
    expect(await catalog.relation('customers')).toMatchObject({
      column_count: 2,
      referenced_by: [{ schema: 'shop', name: 'orders' }],
    });
    expect(await catalog.search('shop.orders')).toEqual(['shop.orders']);
    const moved = { ...orders, identity: { ...orders.identity, oid: 100 } };
    await catalog.given(renamed(moved, { schema: 'shop', name: 'purchases' }));
    expect(await catalog.relationNames()).toEqual(['shop.customers', 'shop.purchases']);
    await catalog.given(dropped({ ...customers, identity: { ...customers.identity, oid: 101 } }));
    expect(await catalog.relationNames()).toEqual(['shop.purchases']);
    expect(await catalog.search('email')).toEqual([]);
  });

  test('shows the columns of a restored relation under their new numbers', async () => {
    const gap = table(100, 'shop', 'gaps', { columns: [column(1, 'id'), column(3, 'email')] });
    const leansOn = { catalog: 'pg_type', oid: 24_601, column: null, path: ['columns', '2', 'type'] };
    const numbers = { depends_on: [leansOn], columns: [{ from: 3, to: 2 }], hash: 'ab'.repeat(32) };
    await catalog.given(discovered(gap), reidentified(gap, 200, numbers));
    expect(await catalog.relation('gaps')).toMatchObject({
      columns: [
        { attnum: 1, name: 'id' },
        { attnum: 2, name: 'email' },
      ],
      depends_on: [leansOn],
    });
  });

  test('forgets a dropped object, its foreign keys and every word it was found by', async () => {
    await catalog.given(discovered(customers), discovered(orders), dropped(orders), dropped(customers));
    expect(await catalog.relationNames()).toEqual([]);
    expect(await catalog.rowCounts()).toEqual({
      catalogs: 1,
      objects: 0,
      foreign_keys: 0,
      search_keys: 0,
      search_postings: 0,
    });
  });

  test('keeps a name findable as long as one object has it', async () => {
    const other = table(102, 'shop', 'suppliers', { columns: ['email'] });
    await catalog.given(discovered(customers), discovered(other), dropped(customers));
    expect(await catalog.search('email')).toEqual(['shop.suppliers']);
  });

  test('shows sizes and row estimates of the last observation', async () => {
    await catalog.given(discovered(customers));
    const sizes = { oid: 100, row_estimate: 5, table_bytes: 8192, index_bytes: 16384, total_bytes: 24576 };
    const observed = (facts: object) =>
      StatisticsObserved.create({
        integration_id: integrationId,
        sync_id: syncId,
        observed_at: at,
        relations: [{ ...sizes, ...facts }],
      });
    await catalog.given(observed({ row_estimate: null }), observed({}), observed({ oid: 4_000_000_000 }));
    expect(await catalog.relation('customers')).toMatchObject({
      row_estimate: 5,
      size: { table_bytes: 8192, index_bytes: 16384, total_bytes: 24576 },
    });
  });

  test('changes its version with every event that a query can see', async () => {
    const version = () => catalog.ask((tx) => catalogVersion(tx, inCatalog));
    expect(await version()).toBeNull();
    await catalog.given(discovered(customers));
    const first = await version();
    await catalog.given(dropped(customers));
    expect(first).not.toBeNull();
    expect(await version()).not.toBe(first);
  });

  test('disappears with its integration and takes no late page of a sync', async () => {
    await catalog.given(discovered(customers), discovered(orders));
    await catalog.given(
      IntegrationDeleted.create({ integration_id: integrationId, deleted_at: at }),
      discovered(table(500, 'shop', 'late')),
    );
    expect(await catalog.relationNames()).toEqual([]);
    expect(await catalog.search('customers')).toEqual([]);
    expect(await catalog.ask((tx) => catalogVersion(tx, inCatalog))).toBeNull();
  });

  test('refuses to alter what was never discovered, so that the projector parks it', async () => {
    const change = {
      change: 'comment-changed',
      path: ['comment'],
      part: null,
      before: null,
      after: 'x',
      grade: 'cosmetic' as const,
    };
    await expect(catalog.given(altered(customers, [change]))).rejects.toThrow('not in the catalog');
  });
});
