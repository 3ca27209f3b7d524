import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { getRoutines, listRelations, listRoutines, listSchemas } from '../../src/index.ts';
import { CatalogUnderTest } from '../support/catalog-under-test.ts';
import { tenantA } from '../support/log.ts';
import {
  column,
  discovered,
  integrationId,
  partition,
  partitionedTable,
  routine,
  schema,
  table,
  view,
} from '../support/objects.ts';

const customers = table(100, 'shop', 'customers', { columns: [column(1, 'id'), column(2, 'email')] });
const events = partitionedTable(200, 'shop', 'events');
const inCatalog = { tenantId: tenantA, integrationId };

describe('lists of the catalog', () => {
  let catalog: CatalogUnderTest;

  beforeAll(async () => {
    catalog = await CatalogUnderTest.open();
  });
  afterAll(() => catalog.close());
  beforeEach(() => catalog.clear());

  test('lists partitions apart and counts them', async () => {
    await catalog.given(
      discovered(events),
      ...['eu', 'us', 'asia'].map((name, index) =>
        discovered(partition(201 + index, events, `events_${name}`)),
      ),
    );
    expect(await catalog.relation('events')).toMatchObject({ partition_count: 3, kind: 'partitioned-table' });
    const { items } = await catalog.ask((tx) =>
      listRelations(tx, {
        ...inCatalog,
        limit: 2,
        filter: { partitionOf: { schema: 'shop', name: 'events' } },
      }),
    );
    expect(items.map(({ name }) => name)).toEqual(['events_asia', 'events_eu']);
    expect(items[0]).toMatchObject({ partition_of: { schema: 'shop', name: 'events' }, partition_count: 0 });
  });

  test('lists sections with their filters, fields and counts', async () => {
    await catalog.given(
      discovered(schema(1, 'shop', 'The shop')),
      discovered(customers),
      discovered(view(300, 'shop', 'top_customers')),
      discovered(view(301, 'report', 'daily')),
      discovered(routine(400, 'shop', 'add', 'integer')),
      discovered(routine(401, 'shop', 'add', 'text')),
    );
    const [schemas, views, named, slim, routines, overloads] = await catalog.ask(async (tx) => [
      await listSchemas(tx, { ...inCatalog, limit: 10 }),
      await listRelations(tx, { ...inCatalog, limit: 10, filter: { kinds: ['view'], schema: 'shop' } }),
      await listRelations(tx, { ...inCatalog, limit: 10, filter: { namePattern: 'CUST' } }),
      await listRelations(tx, { ...inCatalog, limit: 1, fields: ['name', 'columns'] }),
      await listRoutines(tx, { ...inCatalog, limit: 10 }),
      await getRoutines(tx, { ...inCatalog, schema: 'shop', name: 'add' }),
    ]);
    expect(schemas?.items).toMatchObject([
      { name: 'shop', comment: 'The shop', counts: { relations: 2, routines: 2, types: 0, sequences: 0 } },
    ]);
    expect(views?.items).toMatchObject([{ name: 'top_customers' }]);
    expect(named?.items).toMatchObject([{ name: 'customers' }, { name: 'top_customers' }]);
    expect(slim?.items).toEqual([{ name: 'daily', columns: [] }]);
    expect(routines?.items).toMatchObject([
      { identity_arguments: 'integer', returns: 'integer' },
      { identity_arguments: 'text' },
    ]);
    expect(overloads).toMatchObject([
      { qualified_name: 'shop.add(integer)' },
      { qualified_name: 'shop.add(text)' },
    ]);
  });

  test('gives back names with quotes, newlines, percent signs and Unicode exactly', async () => {
    const names = [
      'say "hi"',
      "o'clock",
      'two\nlines',
      '100%',
      'a_b\\c',
      'Übergröße',
      '表格',
      '\u{1F600}',
      'x\u202Ey',
      ' ',
    ];
    await catalog.given(
      ...names.map((name, index) => discovered(table(600 + index, 'we"ird', name, { columns: [name] }))),
    );
    const listed = await catalog.ask((tx) =>
      listRelations(tx, { ...inCatalog, limit: 50, fields: ['name', 'columns'] }),
    );
    expect(listed.items.map(({ name }) => name).sort()).toEqual([...names].sort());
    for (const name of names) {
      expect(await catalog.relation(name, 'we"ird')).toMatchObject({ name, columns: [{ name }] });
      if (name.trim() !== '') expect(await catalog.search(name)).toContain(`we"ird.${name}`);
    }
    expect(await catalog.relation('no\0such')).toBeNull();
    const percent = await catalog.ask((tx) =>
      listRelations(tx, { ...inCatalog, limit: 50, filter: { namePattern: '%' } }),
    );
    const impossible = await catalog.ask((tx) =>
      listRelations(tx, { ...inCatalog, limit: 50, filter: { schema: 'no\0such' } }),
    );
    expect(impossible).toEqual({ items: [], nextCursor: null, hasMore: false });
    expect(percent.items.map(({ name }) => name)).toEqual(['100%']);
  });
});
