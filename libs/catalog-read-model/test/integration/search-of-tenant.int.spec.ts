import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { catalogProjection, searchCatalog, type SearchHit } from '../../src/index.ts';
import { CatalogUnderTest } from '../support/catalog-under-test.ts';
import { Log, project, tenantA } from '../support/log.ts';
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

const withMore = (object: Ours): Ours =>
  object.kind === 'table'
    ? {
        ...object,
        definition: {
          ...object.definition,
          columns: [...object.definition.columns, column(99, 'email_of_2024')],
        },
      }
    : object;

const many = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n + 1));

/** The same names, the same numbers for others, and more of what resembles ours than any statement looks at. */
const theirs = [
  ...ours.map((object, n) => withMore(renumbered(object, 10 + ((n + 1) % ours.length)))),
  routine(14, 'shop', 'theirs', 'text'),
  table(20, 'other', 'orders', { columns: ['id'], comment: 'Nobody else is to see the purchase' }),
  ...many(450, (n) => table(100 + n, 'shop', `custmer${n}`)),
  table(30, 'shop', 'wide', {
    columns: many(1_100, (n) => column(n, `number_${n}`, { comment: `purchase ${n}` })),
  }),
];

let catalog: CatalogUnderTest;
let unbound: pg.Pool;
beforeAll(async () => {
  catalog = await CatalogUnderTest.open();
  // Row-level security binds no superuser: what is seen now is what the statements themselves let through.
  unbound = new pg.Pool({ connectionString: catalog.db.superuserUrl, max: 1 });
});
afterAll(async () => {
  await unbound.end();
  await catalog.close();
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
  'customers number',
  'customers bought',
];

/** Of theirs, where ours of the same number would answer. */
const questionsAboutThem = [
  'shop.customer_orders_2024.email',
  'customer_orders_2024.email',
  'shop.customer_orders_2024.placed_at',
  'shop.theirs',
  'email 2024',
];

const answers = async (): Promise<Map<string, readonly SearchHit[]>> => {
  const hits = new Map<string, readonly SearchHit[]>();
  for (const text of [...questions, ...questionsAboutThem]) {
    const page = await searchCatalog(unbound, { tenantId: tenantA, text, limit: 50 });
    hits.set(text, page.items);
  }
  return hits;
};

const giveToUs = (): Promise<void> => catalog.given(...ours.map((object) => discovered(object)));
const giveToThem = (): Promise<void> => {
  const log = new Log('another-tenant');
  return project(
    catalog.db.pool,
    catalogProjection,
    theirs.map((object) => log.record(discovered(object))),
  );
};

test('a search answers the same whatever another tenant has, also where no policy hides that', async () => {
  await giveToUs();
  const alone = await answers();
  for (const text of questions) expect([text, alone.get(text)]).not.toEqual([text, []]);
  await giveToThem();
  expect(await answers()).toEqual(alone);
  // Of two rows the first may be the one that counts.
  await catalog.clear();
  await giveToThem();
  await giveToUs();
  expect(await answers()).toEqual(alone);
});
