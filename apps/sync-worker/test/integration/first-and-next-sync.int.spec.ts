import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
beforeAll(async () => {
  work = await WorkerUnderTest.create();
  await work.onTarget(
    `create schema shop; comment on schema shop is 'the shop'`,
    `create table shop.customers (id int primary key, name text not null)`,
    `create table shop.orders (id int, customer int references shop.customers, note text, primary key (id, customer))`,
    `create index on shop.orders (note)`,
    `create view shop.names as select name from shop.customers`,
    `create function shop.one() returns int language sql as 'select 1'`,
    `create type shop.mood as enum ('sad', 'ok')`,
    `create table public.kept (id int)`,
  );
  work.startWorker();
});
afterAll(() => work.close());

describe('a sync', () => {
  test('discovers every object once, in one run of activities, and closes the integration', async () => {
    const syncId = await work.register();
    const end = await work.ended(syncId);
    expect(end.type).toBe('SyncCompleted');
    expect(end.data).toMatchObject({
      attempt: 1,
      skipped: [],
      counts: {
        table: { seen: 3, added: 3, changed: 0, dropped: 0 },
        view: { seen: 1, added: 1 },
        routine: { seen: 1 },
      },
    });
    const discovered = namesOf(await work.catalogEvents(), 'ObjectDiscovered');
    expect(new Set(discovered).size).toBe(discovered.length);
    expect(discovered).toEqual(
      expect.arrayContaining([
        'table shop.orders',
        'view shop.names',
        'routine shop.one()',
        'type shop.mood',
        'schema shop',
      ]),
    );
    const events = await work.syncEvents(syncId);
    const started = events.filter(({ type }) => type === 'SyncActivityStarted').length;
    const finished = events.filter(({ type }) => type === 'SyncActivityCompleted').length;
    expect([started, finished]).toEqual([10, 10]);
  });

  test('of an unchanged target writes no catalog event', async () => {
    const before = await work.catalogEvents();
    const end = await work.ended(await work.requestSync());
    expect(end.data).toMatchObject({ counts: { table: { seen: 3, added: 0, changed: 0, dropped: 0 } } });
    expect(await work.catalogEvents()).toHaveLength(before.length);
    // One to see that nothing changed, the rest for the connection, the transactions and the statistics.
    const { queries } = (end.data as { footprint: { queries: number } }).footprint;
    expect(queries).toBeLessThan(20);
  });

  test('names exactly what changed: altered, renamed, dropped and re-created', async () => {
    const before = (await work.catalogEvents()).length;
    await work.onTarget(
      `alter table shop.orders add column paid boolean not null default false`,
      `alter table shop.customers rename to clients`,
      `drop function shop.one()`,
      `drop table public.kept`,
      `create table public.kept (id int)`,
      `alter type shop.mood add value 'happy'`,
    );
    const end = await work.ended(await work.requestSync());
    expect(end.type).toBe('SyncCompleted');
    const events = await work.catalogEvents(before);
    expect(namesOf(events, 'ObjectDropped')).toEqual(['routine shop.one()', 'table public.kept']);
    expect(namesOf(events, 'ObjectDiscovered')).toEqual(['table public.kept']);
    expect(events.filter(({ type }) => type === 'ObjectRenamed').map(({ data }) => data)).toMatchObject([
      { from: { qualified_name: 'shop.customers' }, to: { qualified_name: 'shop.clients' } },
    ]);
    // The foreign key of orders, the view's text and the index of the renamed table itself name it, so they changed too.
    expect(namesOf(events, 'ObjectAltered')).toEqual([
      'table shop.clients',
      'table shop.orders',
      'type shop.mood',
      'view shop.names',
    ]);
    const orders = events.find(
      ({ type, data }) => type === 'ObjectAltered' && (data as { name: string }).name === 'orders',
    );
    const { changes } = orders?.data as { changes: { change: string; part: string }[] };
    expect(changes).toContainEqual(expect.objectContaining({ change: 'column-added', part: 'paid' }));
  });

  test('goes on from what it altered before: a second alteration is compared with the first', async () => {
    const before = (await work.catalogEvents()).length;
    await work.onTarget(`alter table shop.orders rename column paid to is_paid`);
    await work.ended(await work.requestSync());
    const altered = (await work.catalogEvents(before)).filter(({ type }) => type === 'ObjectAltered');
    expect(altered).toHaveLength(1);
    const { changes } = altered[0]?.data as {
      changes: { change: string; before: unknown; after: unknown }[];
    };
    expect(changes).toContainEqual(
      expect.objectContaining({ change: 'column-renamed', before: 'paid', after: 'is_paid' }),
    );
    expect(changes.map(({ change }) => change)).not.toContain('column-added');
  });

  test('drops the objects of a schema that is gone, and keeps those of one that was chosen away', async () => {
    const before = (await work.catalogEvents()).length;
    await work.onTarget(`drop schema shop cascade`);
    await work.ended(await work.requestSync());
    const dropped = namesOf(await work.catalogEvents(before), 'ObjectDropped');
    expect(dropped).toEqual(expect.arrayContaining(['schema shop', 'table shop.orders', 'view shop.names']));
    expect(dropped).not.toContain('table public.kept');
  });

  test('asked for while one runs is remembered and follows by itself', async () => {
    const blocker = await work.requestSync();
    const followUp = await work.requestSync('queue').catch(() => null);
    await work.ended(blocker);
    if (followUp !== null) expect((await work.ended(followUp)).type).toBe('SyncCompleted');
    expect(followUp).not.toBeNull();
  });

  test('also of one that was chosen by name, and says that it is not there', async () => {
    const chosen = await WorkerUnderTest.create();
    await chosen.onTarget(`create schema a`, `create table a.t (id int)`, `create schema b`);
    chosen.startWorker();
    await chosen.ended(await chosen.register({ options: { include_schemas: ['a', 'b'] } }));
    await chosen.onTarget(`drop schema a cascade`);
    const end = await chosen.ended(await chosen.requestSync());
    expect(end.data).toMatchObject({ skipped: [{ scope: 'a', reason: 'no such schema' }] });
    expect(namesOf(await chosen.catalogEvents(), 'ObjectDropped')).toEqual(['schema a', 'table a.t']);
    await chosen.close();
  });
});
