import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
beforeAll(async () => {
  work = await WorkerUnderTest.create();
  await work.onTarget(
    `create schema shop`,
    `create table shop.orders (id int primary key, note text)`,
    `create collation shop.as_c (provider = libc, locale = 'C')`,
    `create publication orders_only for table shop.orders`,
    `create publication everything for all tables`,
    `create statistics shop.pairs on id, note from shop.orders`,
  );
  work.startWorker();
});
afterAll(() => work.close());

const changesSince = async (before: number) =>
  (await work.catalogEvents(before))
    .filter(({ type }) => type === 'ObjectAltered')
    .flatMap(({ data }) => (data as { changes: { change: string; grade: string }[] }).changes)
    .map(({ change, grade }) => `${change} ${grade}`);

test('a sync discovers the objects of small catalogs and counts them', async () => {
  const end = await work.ended(await work.register());
  expect(end.data).toMatchObject({
    skipped: [],
    counts: {
      publication: { seen: 2, added: 2 },
      collation: { seen: 1, added: 1 },
      'statistics-object': { seen: 1, added: 1 },
    },
  });
  expect(namesOf(await work.catalogEvents(), 'ObjectDiscovered')).toEqual(
    expect.arrayContaining(['collation shop.as_c', 'publication everything', 'statistics-object shop.pairs']),
  );
});

test('the next one tells what changed, was renamed and dropped', async () => {
  const before = (await work.catalogEvents()).length;
  await work.onTarget(
    `create table shop.items (id int primary key)`,
    `alter publication orders_only add table shop.items`,
    `alter publication everything rename to all_of_it`,
    `alter statistics shop.pairs set statistics 100`,
    `drop collation shop.as_c`,
  );
  await work.ended(await work.requestSync());
  expect((await changesSince(before)).sort()).toEqual([
    'publication-tables-changed additive',
    'statistics-target-changed cosmetic',
  ]);
  const events = await work.catalogEvents(before);
  expect(namesOf(events, 'ObjectDropped')).toEqual(['collation shop.as_c']);
  expect(events.filter(({ type }) => type === 'ObjectRenamed').map(({ data }) => data)).toMatchObject([
    { kind: 'publication', from: { name: 'everything' }, to: { name: 'all_of_it' } },
  ]);
});

test('of an unchanged target writes nothing more', async () => {
  const before = (await work.catalogEvents()).length;
  await work.ended(await work.requestSync());
  const events = (await work.catalogEvents(before)).filter(({ type }) => type !== 'StatisticsObserved');
  expect(events).toEqual([]);
});
