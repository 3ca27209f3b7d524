import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { waitingOid } from '@cadastre/catalog-diff';
import {
  identityKey,
  type ObjectAltered,
  type ObjectReidentified,
  type ObjectRenamed,
  type RecordedEvent,
} from '@cadastre/events';
import { startThrowawayServer, hasDumpPrograms, type ThrowawayServer } from '../support/throwaway-server.ts';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
let server: ThrowawayServer;
beforeEach(async () => {
  work = await WorkerUnderTest.create();
  server = await startThrowawayServer();
});
afterEach(async () => {
  await work.close();
  await server.stop();
});

const kindFixtures = path.join(import.meta.dirname, '../../../../libs/pg-introspection/test/fixtures');
/** Those of other kinds lean on these; what the last says holds for all that is made after it. */
const [first, last] = [['schema', 'extension', 'type', 'table'], 'default-privileges'];
const allKinds = (): string[] => {
  const names = readdirSync(kindFixtures)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => path.basename(file, '.sql'))
    .filter((name) => Number(/since-(\d+)$/.exec(name)?.[1] ?? '0') <= 15);
  // pg_dump takes a language made by hand for an extension of its name, which is not there; and no test server has a
  // provider of labels.
  const notRestored = ['language', 'transform', 'security-label'];
  const others = names.filter(
    (name) => !first.includes(name) && name !== last && !notRestored.includes(name),
  );
  return [...first, ...others, last].map((name) =>
    readFileSync(path.join(kindFixtures, `${name}.sql`), 'utf8'),
  );
};

/** Five objects, one of them with the gap of a dropped column on which the others lean. */
const small = [
  `create type mood as enum ('ok', 'sad')`,
  'create table person (id int primary key, gone text, name text not null, feels mood)',
  'alter table person drop column gone',
  'create table pet (id int, owner int references person, late text)',
  'create view happy as select name, feels from person group by person.id',
  'create collation german (provider = libc, locale = "C")',
];

/** Copies what the server has into a new one, which takes its place. */
const restoreIntoNewServer = async (...before: string[]): Promise<void> => {
  const script = server.dump();
  await server.stop();
  server = await startThrowawayServer({ port: server.port });
  if (before.length > 0) await server.run(...before);
  server.restore(script);
};

const firstSync = async (...statements: string[]): Promise<number> => {
  await server.run(...statements);
  work.startWorker();
  expect((await work.ended(await work.register({ url: server.url }))).type).toBe('SyncCompleted');
  return (await work.catalogEvents()).length;
};

const nextEvents = async (after: number): Promise<RecordedEvent[]> => {
  expect(await work.ended(await work.requestSync())).toMatchObject({ type: 'SyncCompleted' });
  const events = await work.catalogEvents(after);
  return events.filter(({ type }) => type !== 'StatisticsObserved');
};

/** What of the events says that something changed: no object has another OID only. */
const changesIn = (events: readonly RecordedEvent[]): string[] =>
  events
    .filter(({ type }) => type !== 'ObjectReidentified')
    .flatMap((event) => {
      const data = event.data as ObjectAltered['data'];
      const changes = event.type === 'ObjectAltered' ? data.changes : [{ change: '', path: [] }];
      return changes.map(({ change, path: at }) =>
        [event.type, namesOf([event], event.type)[0], change, at.join('.')].join(' ').trim(),
      );
    })
    .sort();

/** Every object that does not come with a server gets a new identity once, or twice where it had to wait. */
const expectMovedOnce = (events: readonly RecordedEvent[]): void => {
  const moves = events
    .filter(({ type }) => type === 'ObjectReidentified')
    .map(({ data }) => data as ObjectReidentified['data']);
  const arrivals = moves.filter(({ to }) => to.oid !== waitingOid);
  expect(new Set(arrivals.map(({ to }) => identityKey(to))).size).toBe(arrivals.length);
  expect(moves.length - arrivals.length).toBe(moves.filter(({ from }) => from.oid === waitingOid).length);
};

/** What pg_dump and psql do not keep: the order of options, what a view held, and how keys of partitions came to be. */
const notKept = [
  'foreign-server f_server "full" server-options-changed options',
  'foreign-table f_foreign.remote foreign-options-changed foreign_options',
  'materialized-view f_matview.filled view-population-changed is_populated',
  'materialized-view f_taken.counted view-population-changed is_populated',
  ...['attached', 'events_2025', 'events_2026', 'events_2026_eu', 'events_2026_other'].map(
    (name) => `partition f_leaf.${name} constraint-no-inherit-changed constraints.${name}_pkey.no_inherit`,
  ),
].map((change) => `ObjectAltered ${change}`);

const describeWithDump = hasDumpPrograms ? describe : describe.skip;

describeWithDump('a target that was dumped and restored into a new server', () => {
  test('of a few objects: each has another OID, and nothing else', async () => {
    const count = await firstSync('create schema one', ...small);
    // Nothing may have its old OID by chance.
    await work.ended(await work.requestSync());
    await restoreIntoNewServer('create table shift (id int)', 'drop table shift');
    const events = await nextEvents(count);
    expect(changesIn(events)).toEqual([]);
    expect(namesOf(events, 'ObjectReidentified')).toEqual(
      expect.arrayContaining([
        'collation public.german',
        'table public.person',
        'table public.pet',
        'type public.mood',
        'view public.happy',
      ]),
    );
    expectMovedOnce(events);
    // The next goes on from there.
    const later = (await work.catalogEvents()).length;
    await server.run('alter table person rename column name to title');
    expect(changesIn(await nextEvents(later))).toEqual([
      'ObjectAltered table public.person column-renamed columns.2.name',
      'ObjectAltered view public.happy view-definition-changed definition',
    ]);
  }, 90_000);

  test('with three changes: these, and no others', async () => {
    const count = await firstSync(...small);
    await restoreIntoNewServer('create table shift (id int)', 'drop table shift');
    await server.run(
      'alter table person add column born date',
      'alter table pet drop column late',
      `comment on view happy is 'they are'`,
    );
    expect(changesIn(await nextEvents(count))).toEqual([
      'ObjectAltered table public.person column-added columns.4',
      'ObjectAltered table public.pet column-dropped columns.3',
      'ObjectAltered view public.happy comment-changed comment',
    ]);
  }, 90_000);

  test('and renamed before anybody looked: each is found again by what it is', async () => {
    const count = await firstSync(
      ...small,
      'create function pets(p person) returns int language sql as $$select 1$$',
    );
    await restoreIntoNewServer('create table shift (id int)', 'drop table shift');
    await server.run(
      'create schema zoo',
      'alter table pet set schema zoo',
      'alter table person rename to keeper',
      'alter type mood rename to feeling',
      'alter collation german rename to deutsch',
      'alter collation deutsch set schema zoo',
      'alter collation zoo.deutsch rename to german',
    );
    const events = await nextEvents(count);
    expect(namesOf(events, 'ObjectDropped')).toEqual([]);
    expect(namesOf(events, 'ObjectDiscovered')).toEqual(['schema zoo']);
    const renames = events
      .filter(({ type }) => type === 'ObjectRenamed')
      .map(({ data }) => data as ObjectRenamed['data'])
      .map(({ from, to }) => `${from.qualified_name} > ${to.qualified_name}`);
    expect(renames.sort()).toEqual([
      'public.german > zoo.german',
      'public.mood > public.feeling',
      'public.person > public.keeper',
      'public.pet > zoo.pet',
      'public.pets(p public.person) > public.pets(p public.keeper)',
    ]);
    expectMovedOnce(events);
  }, 90_000);

  test('of all kinds of objects: each keeps its history', async () => {
    const count = await firstSync(...allKinds());
    await restoreIntoNewServer('create table shift (id int)', 'drop table shift');
    const events = await nextEvents(count);
    expect(changesIn(events)).toEqual(notKept);
    expect(namesOf(events, 'ObjectReidentified').length).toBeGreaterThan(200);
    expectMovedOnce(events);
  }, 120_000);
});
