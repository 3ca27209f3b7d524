import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidInput } from '@cadastre/errors';
import { StatisticsObserved } from '@cadastre/events';
import fc from 'fast-check';
import {
  listRelations,
  objectSortNames,
  searchCatalog,
  type Direction,
  type ObjectSort,
} from '../../src/index.ts';
import { CatalogUnderTest } from '../support/catalog-under-test.ts';
import { tenantA } from '../support/log.ts';
import { at, discovered, dropped, integrationId, syncId, table, view } from '../support/objects.ts';

const seed = 20_260_101;
const name = fc.oneof(
  fc.constantFrom('orders', 'Orders', 'order_items', 'z', '_', 'é', 'é', '%', '"', '\u{1F600}', '\uFFFD'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !text.includes('\0')),
);
const relation = fc.record({
  schema: fc.constantFrom('a', 'B', 'ä', 'shop'),
  name,
  isView: fc.boolean(),
  columns: fc.integer({ min: 0, max: 3 }),
  bytes: fc.option(fc.integer({ min: 0, max: 3 })),
});
type Relation = {
  schema: string;
  name: string;
  isView: boolean;
  columns: number;
  bytes: number | null;
};
const relations = fc.uniqueArray(relation, {
  selector: (item) => JSON.stringify([item.schema, item.name]),
  maxLength: 25,
});

const objectOf = ({ schema, name: called, isView, columns }: Relation, oid: number) =>
  (isView ? view : table)(oid, schema, called, { columns: ['x', 'y', 'z'].slice(0, columns) });

const sizes = (items: readonly Relation[]) =>
  items.flatMap(({ bytes }, index) =>
    bytes === null
      ? []
      : [{ oid: index + 1, row_estimate: bytes, table_bytes: 0, index_bytes: 0, total_bytes: bytes }],
  );

describe('pages', () => {
  let catalog: CatalogUnderTest;

  beforeAll(async () => {
    catalog = await CatalogUnderTest.open();
  });
  afterAll(() => catalog.close());
  afterEach(() => catalog.clear());

  const given = async (items: readonly Relation[]): Promise<void> => {
    await catalog.clear();
    await catalog.given(...items.map((item, index) => discovered(objectOf(item, index + 1))));
    const observed = sizes(items);
    if (observed.length === 0) return;
    await catalog.given(
      StatisticsObserved.create({
        integration_id: integrationId,
        sync_id: syncId,
        relations: observed,
        observed_at: at,
      }),
    );
  };

  type Order = { sort: ObjectSort; direction: Direction; limit: number };
  const page = (order: Order, cursor: string | null) =>
    catalog.ask((tx) => listRelations(tx, { ...order, tenantId: tenantA, integrationId, cursor }));

  /** Page after page to the end; `between` runs after each. */
  const readAll = async (order: Order, between: (turn: number) => Promise<void> = async () => undefined) => {
    const names: string[] = [];
    let cursor: string | null = null;
    for (let turn = 0; turn < 100; turn++) {
      const { items, nextCursor, hasMore } = await page(order, cursor);
      expect(items.length).toBeLessThanOrEqual(order.limit);
      expect(hasMore).toBe(nextCursor !== null);
      names.push(...items.map(({ qualified_name }) => qualified_name));
      if (nextCursor === null) return names;
      cursor = nextCursor;
      await between(turn);
    }
    throw new Error('The pages never end');
  };

  const order = fc.record({
    sort: fc.constantFrom(...objectSortNames),
    direction: fc.constantFrom<Direction>('asc', 'desc'),
    limit: fc.integer({ min: 1, max: 7 }),
  });

  test('together hold every row once, in one order, whatever the data, the sort and the limit', async () => {
    await fc.assert(
      fc.asyncProperty(relations, fc.array(order, { minLength: 3, maxLength: 3 }), async (items, orders) => {
        await given(items);
        for (const each of orders) {
          const paged = await readAll(each);
          expect(paged).toEqual(await readAll({ ...each, limit: 200 }));
          expect([...paged].sort()).toEqual(items.map((item) => `${item.schema}.${item.name}`).sort());
        }
      }),
      { seed, numRuns: 25 },
    );
  }, 120_000);

  test('of rows that stay hold each once while others come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        relations.filter((items) => items.length > 4),
        order,
        fc.array(name, { maxLength: 4 }),
        async (items, each, newcomers) => {
          await given(items);
          const leaving = items.length - 1;
          const stay = items.slice(0, leaving).map((item) => `${item.schema}.${item.name}`);
          const paged = await readAll(each, async (turn) => {
            if (turn === 0) await catalog.given(dropped(objectOf(items[leaving] as Relation, leaving + 1)));
            const newcomer = newcomers[turn];
            if (newcomer !== undefined) await catalog.given(discovered(table(1_000 + turn, 'new', newcomer)));
          });
          expect(paged.filter((called) => stay.includes(called)).sort()).toEqual([...stay].sort());
          expect(new Set(paged).size).toBe(paged.length);
        },
      ),
      { seed, numRuns: 25 },
    );
  }, 120_000);

  test('of a search hold every hit once, in the order of one large page', async () => {
    const words = [
      'order',
      'orders',
      'order_items',
      'reorder',
      'ordr',
      'Order',
      'new_orders',
      'OrderItems',
      'other',
    ];
    const items = words.flatMap((word, index) => [
      table(100 + index, 'shop', word, {
        columns: [words[(index + 1) % words.length] ?? 'x'],
        comment: 'An order',
      }),
      table(200 + index, 'B', word),
    ]);
    await catalog.given(...items.map((item) => discovered(item)));
    const search = (limit: number, cursor: string | null) =>
      catalog.ask((tx) => searchCatalog(tx, { tenantId: tenantA, text: 'order', limit, cursor }));
    const all = (await search(200, null)).items.map(({ qualified_name }) => qualified_name);
    expect(new Set(all).size).toBe(all.length);
    for (const limit of [1, 2, 5]) {
      const paged: string[] = [];
      let cursor: string | null = null;
      do {
        const { items: hits, nextCursor } = await search(limit, cursor);
        paged.push(...hits.map(({ qualified_name }) => qualified_name));
        cursor = nextCursor;
      } while (cursor !== null);
      expect(paged).toEqual(all);
    }
  });

  test('are refused to a forged cursor and to one of another order', async () => {
    await given([1, 2, 3].map((n) => ({ schema: 'a', name: `t${n}`, isView: false, columns: 0, bytes: n })));
    const { nextCursor } = await page({ sort: 'total_bytes', direction: 'asc', limit: 1 }, null);
    const other = page({ sort: 'total_bytes', direction: 'desc', limit: 1 }, nextCursor);
    await expect(other).rejects.toBeInstanceOf(InvalidInput);
    const forged = Buffer.from(JSON.stringify(['relation:total_bytes:asc', 'x', '1'])).toString('base64url');
    const refused = page({ sort: 'total_bytes', direction: 'asc', limit: 1 }, forged);
    await expect(refused).rejects.toBeInstanceOf(InvalidInput);
  });
});
