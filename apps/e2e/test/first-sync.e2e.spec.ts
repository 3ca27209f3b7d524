import { chownSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolder } from '@cadastre/testing';
import pg from 'pg';
import { startStandalone, type Running } from './support/cadastre.ts';
import { untilNothingRuns } from './support/processes.ts';
import { Program } from './support/program.ts';
import { register, untilCompleted } from './support/registration.ts';

jest.setTimeout(120_000);

/** Root tries what an ordinary user would see; an ordinary user is one. */
const ordinary = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

type Relation = {
  schema: string;
  name: string;
  kind: string;
  comment: string;
  owner: string;
  columns: { name: string; type: string; not_null: boolean }[];
  constraints: {
    name: string;
    type: string;
    columns: string[];
    references: { column_pairs: unknown } | null;
  }[];
  indexes: { name: string; predicate: string | null }[];
  triggers: { name: string; timing: string; events: string[] }[];
  size: { total_bytes: number };
};

describe('an ordinary user who runs npm start and then npm run demo', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let cadastre: Running;
  let integration: string;
  beforeAll(async () => {
    folder = temporaryFolder('e2e-first-sync');
    if (ordinary !== undefined) chownSync(folder.path, ordinary.uid, ordinary.gid);
    const account = ordinary === undefined ? {} : { account: ordinary };
    cadastre = await startStandalone({ dataDir: folder.path, ...account });
    const { port } = new URL(cadastre.api.baseUrl);
    const demo = new Program({
      script: 'tools/demo/dist/main.js',
      args: ['--no-stay'],
      env: { CADASTRE_DATA_DIR: folder.path, CADASTRE_HTTP_PORT: port },
      ...account,
    });
    expect(await demo.exited).toEqual({ code: 0, signal: null });
    const { body } = await cadastre.api.get<{ items: { integration_id: string }[] }>('/integrations');
    integration = body.items[0]?.integration_id ?? '';
  });
  afterAll(async () => {
    cadastre.program.signal('SIGTERM');
    await cadastre.program.exited;
    await untilNothingRuns(folder.path);
    folder.remove();
  });

  const list = async <T>(path: string): Promise<T[]> => {
    const { status, body } = await cadastre.api.get<{
      items: T[];
      has_more: boolean;
      next_cursor: string | null;
    }>(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ has_more: false, next_cursor: null });
    return body.items;
  };

  test('has the tables of a schema', async () => {
    const tables = await list<Relation>(`/catalog/${integration}/relations?schema=ecommerce`);
    expect(tables.map(({ schema, name, kind }) => `${schema}.${name} ${kind}`)).toEqual([
      'ecommerce.addresses table',
      'ecommerce.categories table',
      'ecommerce.order_items table',
      'ecommerce.orders table',
      'ecommerce.products table',
      'ecommerce.users table',
    ]);
  });

  test('has every kind of relation', async () => {
    const all = await list<Relation>(`/catalog/${integration}/relations?limit=200`);
    const kinds = new Map<string, number>();
    for (const { kind } of all) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    expect(Object.fromEntries(kinds)).toEqual({
      table: 8,
      'partitioned-table': 1,
      partition: 7,
      view: 2,
      'materialized-view': 1,
    });
  });

  test('has all parts of a table, composite keys as pairs', async () => {
    const { body: orders } = await cadastre.api.get<Relation>(
      `/catalog/${integration}/relations/ecommerce/orders`,
    );
    expect(orders).toMatchObject({ kind: 'table', owner: 'shop_owner', comment: 'One row per checkout' });
    expect(orders.columns.map(({ name, type }) => `${name} ${type}`)).toContain('total ecommerce.amount');
    const toAddress = orders.constraints.find(({ name }) => name === 'orders_shipping_address_fkey');
    expect(toAddress).toMatchObject({
      type: 'foreign-key',
      references: {
        schema: 'ecommerce',
        name: 'addresses',
        column_pairs: [
          { column: 'user_id', referenced_column: 'user_id' },
          { column: 'shipping_address_no', referenced_column: 'address_no' },
        ],
      },
    });
    expect(orders.indexes.find(({ name }) => name === 'orders_open_idx')?.predicate).toContain('pending');
    expect(orders.triggers.map(({ name }) => name)).toEqual(['orders_set_updated_at']);
    expect(orders.size.total_bytes).toBeGreaterThan(100_000);
  });

  test('finds things, also when misspelt', async () => {
    const found = async (query: string): Promise<string[]> =>
      (
        await cadastre.api.get<{ items: { qualified_name: string }[] }>(`/catalog/search?q=${query}&limit=5`)
      ).body.items.map(({ qualified_name: name }) => name);
    expect((await found('ecommerce.orders'))[0]).toBe('ecommerce.orders');
    expect((await found('orders'))[0]).toBe('ecommerce.orders');
    expect(await found('prodct_perfomance')).toContain('reporting.product_performance');
    expect(await found('userEvents')).toContain('analytics.user_events');
  });

  test('has routines, types, sequences and extensions', async () => {
    const names = async (kind: string): Promise<string[]> =>
      (await list<{ name: string }>(`/catalog/${integration}/${kind}?limit=200`)).map(({ name }) => name);
    expect(await names('routines')).toEqual(expect.arrayContaining(['refresh_sales_summary', 'order_total']));
    expect(await names('types')).toEqual(
      expect.arrayContaining(['order_status', 'email', 'amount', 'dimensions', 'event_type']),
    );
    expect(await names('sequences')).toContain('invoice_number');
    expect(await names('extensions')).toEqual(['pg_trgm', 'plpgsql']);
  });

  test('can make the database again from its catalog, and the copy has the same catalog', async () => {
    const superuser = JSON.parse(readFileSync(path.join(folder.path, 'embedded-postgres.json'), 'utf8')) as {
      superuser_url: string;
    };
    const sql = await text(`/catalog/${integration}/ddl`);
    const copy = new URL(superuser.superuser_url);
    await execute(copy.href, 'create database shop_copy template template0');
    copy.pathname = '/shop_copy';
    await execute(copy.href, sql);

    const registered = await register(cadastre.api, copy.href);
    await untilCompleted(cadastre.api, registered.sync_id);
    // The heads differ: each says which database it is of, and when that was read.
    const lines = (script: string): string[] =>
      script
        .split('\n')
        .filter((line) => !line.startsWith('-- '))
        .sort();
    expect(sql).toMatch(
      /^-- Structure of the database "\w+", from the catalog of Cadastre\.\n-- Read by sync /,
    );
    const copied = await text(`/catalog/${registered.integration_id}/ddl`);
    expect(copied).toContain('-- Structure of the database "shop_copy"');
    expect(lines(copied)).toEqual(lines(sql));
    expect(await text(`/catalog/${integration}/relations/ecommerce/orders/ddl`)).toContain(
      'CREATE TABLE ecommerce.orders (',
    );
  });

  const text = async (path: string): Promise<string> => {
    const response = await fetch(`${cadastre.api.baseUrl}${path}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/sql; charset=utf-8',
    ]);
    return response.text();
  };

  const execute = async (connectionString: string, sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };

  test('may look at documentation, health and figures', async () => {
    for (const path of [
      '/docs',
      '/openapi.json',
      '/asyncapi.json',
      '/health/live',
      '/health/ready',
      '/metrics',
    ]) {
      expect({ path, status: (await cadastre.api.get(path)).status }).toEqual({ path, status: 200 });
    }
  });
});
