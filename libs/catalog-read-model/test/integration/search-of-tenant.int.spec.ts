import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import pg from 'pg';
import { catalogProjection, readModelSchema, searchCatalog, type SearchHit } from '../../src/index.ts';
import { Log, project, tenantA, tenantB } from '../support/log.ts';
import { column, discovered, routine, table } from '../support/objects.ts';

const ours = [
  table(10, 'shop', 'orders', {
    columns: ['id', 'customer_id', column(3, 'placed_at', { comment: 'Moment of the purchase' })],
    comment: 'What customers bought',
  }),
  table(11, 'shop', 'customer_orders_2024', { columns: ['id'] }),
  table(12, 'shop', 'customers', { columns: ['id', 'email', 'phone_number'] }),
  table(13, 'archive', 'orders', { columns: ['id'], comment: 'The purchase of before' }),
  routine(14, 'shop', 'add', 'integer, integer'),
];
type Ours = (typeof ours)[number];
const renumbered = (object: Ours, oid: number): Ours => ({
  ...object,
  identity: { ...object.identity, oid },
});

const many = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n + 1));

/** The same names, the same numbers for others, and more of what resembles ours than any statement looks at. */
const theirs = [
  ...ours.map((object, n) => renumbered(object, 10 + ((n + 1) % ours.length))),
  table(20, 'other', 'orders', { columns: ['id'], comment: 'Nobody else is to see the purchase' }),
  ...many(450, (n) => table(100 + n, 'shop', `custmer${n}`)),
  table(30, 'shop', 'wide', {
    columns: many(1_100, (n) => column(n, `number_${n}`, { comment: `purchase ${n}` })),
  }),
];

let database: TestDatabase;
let unbound: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [readModelSchema] });
  // Row-level security binds no superuser: what is seen now is what the statements themselves let through.
  unbound = new pg.Pool({ connectionString: database.superuserUrl, max: 1 });
});
afterAll(async () => {
  await unbound.end();
  await database.drop();
});

const questions = [
  'orders',
  'shop.orders',
  'customers.email',
  'shop.customers.email',
  'shop.add',
  'shop.cust',
  'cust',
  'number',
  'custmers',
  'emial',
  'purchase',
  'bought',
  'phone number',
  'customers bought',
];

const answers = async (): Promise<Map<string, readonly SearchHit[]>> => {
  const hits = new Map<string, readonly SearchHit[]>();
  for (const text of questions) {
    const page = await searchCatalog(unbound, { tenantId: tenantA, text, limit: 50 });
    hits.set(text, page.items);
  }
  return hits;
};

test('a search answers the same whatever another tenant has, also where no policy hides that', async () => {
  const giveTo = (tenant: string, objects: readonly Ours[]) => {
    const log = new Log(tenant);
    return project(
      database.pool,
      catalogProjection,
      objects.map((object) => log.record(discovered(object))),
    );
  };
  await giveTo(tenantA, ours);
  const alone = await answers();
  expect([...alone].filter(([, hits]) => hits.length === 0)).toEqual([]);
  await giveTo(tenantB, theirs);
  expect(await answers()).toEqual(alone);
});
