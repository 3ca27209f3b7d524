import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ObjectRenamed, RecordedEvent } from '@cadastre/events';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
beforeEach(async () => {
  work = await WorkerUnderTest.create();
});
afterEach(() => work.close());

const numbers = Array.from({ length: 12 }, (_, n) => n);

const firstSync = async (statements: readonly string[]): Promise<void> => {
  await work.onTarget(...statements);
  work.startWorker();
  expect((await work.ended(await work.register())).type).toBe('SyncCompleted');
};

/** As if everything had been dropped and made again in another cluster. */
const restore = async (statements: readonly string[]): Promise<void> => {
  await work.onTarget('drop schema if exists shop, depot cascade', ...statements);
  await work.database.ownerPool.query(
    `update sync_worker.fingerprints set origin = jsonb_set(origin, '{system}', '"1"')`,
  );
};

const nextEvents = async (): Promise<RecordedEvent[]> => {
  const before = (await work.catalogEvents()).length;
  expect((await work.ended(await work.requestSync())).type).toBe('SyncCompleted');
  const { rowCount: staged } = await work.database.ownerPool.query(
    'select oid from sync_worker.census union all select oid from sync_worker.leftovers',
  );
  expect(staged).toBe(0);
  return work.catalogEvents(before);
};

const renamesIn = (events: readonly RecordedEvent[]): string[] =>
  events
    .filter(({ type }) => type === 'ObjectRenamed')
    .map(({ data }) => data as ObjectRenamed['data'])
    .map(({ kind, from, to }) => `${kind} ${from.qualified_name} > ${to.qualified_name}`)
    .sort();

/** Of every one that has another name: it got its new OID once, and under that its new name. */
const expectHistoriesGoOn = async (events: readonly RecordedEvent[]): Promise<void> => {
  expect([...namesOf(events, 'ObjectDropped'), ...namesOf(events, 'ObjectDiscovered')]).toEqual([]);
  for (const { data } of events.filter(({ type }) => type === 'ObjectRenamed')) {
    const { identity, from } = data as ObjectRenamed['data'];
    const before = events.filter(
      ({ type, data: other }) =>
        type === 'ObjectReidentified' &&
        (other as { to: { oid: number } }).to.oid === identity.oid &&
        (other as { qualified_name: string }).qualified_name === from.qualified_name,
    );
    expect(before).toHaveLength(1);
  }
  expect(await nextEvents()).toEqual([]);
};

const shop = [
  'create schema shop',
  'create schema depot',
  ...numbers.map((n) => `create table shop.t${n} (id int primary key, c${n} text)`),
  `create type shop.mood as enum ('ok', 'sad')`,
  'create type shop.pair as (x int, y int)',
  'create table shop.person (id serial primary key, name text not null, feels shop.mood)',
  'create view shop.happy as select id, name from shop.person',
  'create function shop.plain(n int) returns int language sql as $$select n + 1$$',
  'create function shop.cheer(m shop.mood, p shop.person) returns int language sql as $$select 1$$',
  'create function shop.report() returns int language plpgsql as $$begin return 42; end$$',
];

test('what was renamed, or came into another schema, after the restore keeps its history', async () => {
  await firstSync(shop);
  await restore([
    ...shop,
    'alter table shop.person rename to people',
    'alter sequence shop.person_id_seq rename to people_id_seq',
    'alter type shop.mood rename to feeling',
    'alter type shop.pair rename to point',
    'alter view shop.happy rename to cheerful',
    'alter function shop.plain rename to add_one',
    'alter table shop.t1 set schema depot',
    'alter function shop.report set schema depot',
    'alter table shop.t2 rename to "T 2"',
    'alter table shop."T 2" add column more int',
    'alter table shop."T 2" drop column more',
  ]);
  const events = await nextEvents();
  expect(renamesIn(events)).toEqual([
    'routine shop.cheer(m shop.mood, p shop.person) > shop.cheer(m shop.feeling, p shop.people)',
    'routine shop.plain(n integer) > shop.add_one(n integer)',
    'routine shop.report() > depot.report()',
    'sequence shop.person_id_seq > shop.people_id_seq',
    'table shop.person > shop.people',
    'table shop.t1 > depot.t1',
    'table shop.t2 > shop.T 2',
    'type shop.mood > shop.feeling',
    'type shop.pair > shop.point',
    'view shop.happy > shop.cheerful',
  ]);
  await expectHistoriesGoOn(events);
}, 60_000);

test('a renamed schema takes all of its objects along, also one that was altered besides, and the drop guard is silent', async () => {
  await firstSync([
    ...shop,
    'create function public.mix(m shop.mood) returns int language sql as $$select 2$$',
  ]);
  await work.onTarget('drop function public.mix');
  await restore([
    ...shop,
    'drop schema depot',
    'create function public.mix(m shop.mood) returns int language sql as $$select 2$$',
    'alter schema shop rename to "My store"',
    'alter table "My store".t3 add column late int',
    'alter table "My store".t4 rename to fourth',
  ]);
  const events = await nextEvents();
  const renames = renamesIn(events);
  expect(renames).toEqual(
    expect.arrayContaining([
      'schema shop > My store',
      'table shop.t3 > My store.t3',
      'table shop.t4 > My store.fourth',
      'view shop.happy > My store.happy',
      'type shop.mood > My store.mood',
      'sequence shop.person_id_seq > My store.person_id_seq',
      'routine shop.cheer(m shop.mood, p shop.person) > My store.cheer(m "My store".mood, p "My store".person)',
      'routine public.mix(m shop.mood) > public.mix(m "My store".mood)',
    ]),
  );
  expect(namesOf(events, 'ObjectDropped')).toEqual(['schema depot']);
  expect(namesOf(events, 'ObjectDiscovered')).toEqual([]);
  expect(namesOf(events, 'ObjectAltered')).toContain('table My store.t3');
  // A schema, 12 tables and one with a view and a sequence, two types, three routines and the one outside.
  expect(renames).toHaveLength(1 + 12 + 3 + 2 + 3 + 1);
}, 60_000);

test('where two could be meant, or what is the same says little, nobody takes the place of another', async () => {
  const made = [
    'create schema shop',
    ...numbers.map((n) => `create table shop.t${n} (id int primary key, c${n} text)`),
  ];
  await firstSync([
    ...made,
    'create table shop.left_a (id int, name text, born date)',
    'create table shop.left_b (id int, name text, born date)',
    'create table shop.one (id int)',
    'create table shop.log (at date, line text, host text) partition by range (at)',
    `create table shop.log_1 partition of shop.log for values from ('2025-01-01') to ('2026-01-01')`,
    'create table shop.kept (code text, label text, rank int)',
    'create table shop.lost (code text, label text, rank int)',
    'create function shop.tick() returns int language sql as $$select 1$$',
    `create type shop.answer as enum ('yes', 'no')`,
  ]);
  await restore([
    ...made,
    'create table shop.right_a (id int, name text, born date)',
    'create table shop.right_b (id int, name text, born date)',
    'create table shop.single (id int)',
    'create table shop.log (at date, line text, host text) partition by range (at)',
    `create table shop.log_2 partition of shop.log for values from ('2026-01-01') to ('2027-01-01')`,
    'create table shop.kept (code text, label text, rank int)',
    'create table shop.fresh (code text, label text, rank int)',
    'create function shop.tock() returns int language sql as $$select 2$$',
    `create type shop.reply as enum ('yes', 'no', 'maybe')`,
  ]);
  const events = await nextEvents();
  expect(renamesIn(events)).toEqual([]);
  expect(namesOf(events, 'ObjectDropped')).toEqual([
    'partition shop.log_1',
    'routine shop.tick()',
    'table shop.left_a',
    'table shop.left_b',
    'table shop.lost',
    'table shop.one',
    'type shop.answer',
  ]);
  expect(namesOf(events, 'ObjectDiscovered')).toEqual([
    'partition shop.log_2',
    'routine shop.tock()',
    'table shop.fresh',
    'table shop.right_a',
    'table shop.right_b',
    'table shop.single',
    'type shop.reply',
  ]);
}, 60_000);

test('in the database that it was, one that kept its OID is the one that it was, whatever it is called now', async () => {
  await firstSync([
    'create schema shop',
    ...numbers.map((n) => `create table shop.t${n} (id int)`),
    'create table public.stays (id int)',
  ]);
  await work.onTarget(
    'drop schema shop cascade',
    'create schema shop',
    ...numbers.map((n) => `create table shop.t${n} (id int)`),
    'alter table public.stays rename to stayed',
  );
  const events = await nextEvents();
  expect(renamesIn(events)).toEqual(['table public.stays > public.stayed']);
  expect(namesOf(events, 'ObjectDropped')).toEqual([]);
  expect(namesOf(events, 'ObjectReidentified')).not.toContain('table public.stays');
}, 60_000);

test('a worker that dies when everything has moved, and nothing is renamed yet, leaves it to be found by the next', async () => {
  await firstSync(shop);
  await restore([
    ...shop,
    'drop schema depot',
    'alter schema shop rename to store',
    'alter table store.t3 rename to third',
    'alter table store.t4 add column late int',
  ]);
  await work.database.ownerPool.query(/* sql */ `
    create function sync_worker.die() returns trigger language plpgsql as $$
      begin raise exception 'died here'; end $$;
    create trigger die before update of qualified_name on sync_worker.known_objects
      for each statement execute function sync_worker.die()`);
  const before = (await work.catalogEvents()).length;
  expect((await work.ended(await work.requestSync())).type).toBe('SyncDeadLettered');
  await work.database.ownerPool.query('drop trigger die on sync_worker.known_objects');
  expect((await work.ended(await work.requestSync())).type).toBe('SyncCompleted');
  const events = await work.catalogEvents(before);
  expect(namesOf(events, 'ObjectDiscovered')).toEqual([]);
  expect(namesOf(events, 'ObjectDropped')).toEqual(['schema depot']);
  expect(renamesIn(events)).toEqual(
    expect.arrayContaining([
      'schema shop > store',
      'table shop.t3 > store.third',
      'table shop.t4 > store.t4',
    ]),
  );
  const again = namesOf(events, 'ObjectReidentified');
  expect(new Set(again).size).toBe(again.length);
}, 60_000);
