import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NewEvent } from '@cadastre/events';
import { waitFor } from '@cadastre/testing';
import { catalogProjection } from '../../src/index.ts';
import { CatalogUnderTest } from '../support/catalog-under-test.ts';
import { Log, project } from '../support/log.ts';
import { discovered, dropped, integrationId, otherIntegrationId, table } from '../support/objects.ts';

/** Catalogs of one tenant are projected by several processes at once, each in its transaction, and share names. */
let catalog: CatalogUnderTest;
const log = new Log();

beforeAll(async () => {
  catalog = await CatalogUnderTest.open();
});
afterEach(() => catalog.clear());
afterAll(() => catalog.close());

const apply = (events: readonly NewEvent[], beforeCommit?: () => Promise<void>): Promise<void> =>
  project(
    catalog.db.pool,
    catalogProjection,
    events.map((event) => log.record(event)),
    beforeCommit,
  );
const orders = table(1, 'shop', 'orders', { columns: ['invoice_number'] });
const here = { found: discovered(orders), gone: dropped(orders) };
const there = { found: discovered(orders, otherIntegrationId), gone: dropped(orders, otherIntegrationId) };
const found = async (): Promise<number> => (await catalog.hits('orders')).length;

/** The second begins when the first has written everything, and the first commits when the second waits for it. */
const overlapping = async (first: readonly NewEvent[], second: readonly NewEvent[]): Promise<void> => {
  let other: Promise<void> | undefined;
  await apply(first, async () => {
    let isDone = false;
    other = apply(second).finally(() => (isDone = true));
    await waitFor(async () => isDone || (await waiting()) > 0, { what: 'the second to end, or to wait' });
  });
  await other;
};
const waiting = async (): Promise<number> => {
  const { rows } = await catalog.db.ownerPool.query<{ n: number }>(
    `select count(*)::int as n from pg_locks as l
      where not l.granted and exists (select from pg_stat_activity as a where a.pid = l.pid and a.datname = current_database())`,
  );
  return rows[0]?.n ?? 0;
};

test('a name that one forgets while another finds it stays known', async () => {
  await apply([here.found]);
  await overlapping([here.gone], [there.found]);
  expect(await found()).toBe(1);
});

test('a name that one finds while another forgets it stays known', async () => {
  await apply([here.found]);
  await overlapping([there.found], [here.gone]);
  expect(await found()).toBe(1);
});

test('a name that both find at once, and one forgets, stays known', async () => {
  await overlapping([here.found], [there.found]);
  await apply([here.gone]);
  expect(await found()).toBe(1);
});

test('a name that both forget at once is forgotten', async () => {
  await apply([here.found]);
  await apply([there.found]);
  await overlapping([here.gone], [there.gone]);
  expect(await catalog.rowCounts()).toMatchObject({ search_keys: 0, search_postings: 0 });
});

test('whatever comes at once, the rows are those that one after the other would have written', async () => {
  const names = ['orders', 'order_items', 'customers', 'invoices'];
  const steps = fc.array(
    fc.record({ side: fc.boolean(), name: fc.nat(names.length - 1), isDrop: fc.boolean() }),
    { maxLength: 24 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (drawn) => {
      await catalog.clear();
      const known = new Set<string>();
      const sides: [NewEvent[], NewEvent[]] = [[], []];
      for (const { side, name, isDrop } of drawn) {
        const id = `${side} ${name}`;
        if (known.has(id) !== isDrop) continue;
        if (isDrop) known.delete(id);
        else known.add(id);
        const object = table(name + 1, 'shop', names[name] ?? '', { columns: [`${names[name]}_id`] });
        const owner = side ? integrationId : otherIntegrationId;
        sides[side ? 0 : 1].push(isDrop ? dropped(object, owner) : discovered(object, owner));
      }
      const oneByOne = (events: readonly NewEvent[]): Promise<void> =>
        events.reduce((before, event) => before.then(() => apply([event])), Promise.resolve());
      await Promise.all(sides.map(oneByOne));
      const keys = (await catalog.allRows())[3];
      await catalog.clear();
      for (const side of sides) await oneByOne(side);
      expect(keys).toEqual((await catalog.allRows())[3]);
    }),
    { numRuns: 25, seed: 11 },
  );
});
