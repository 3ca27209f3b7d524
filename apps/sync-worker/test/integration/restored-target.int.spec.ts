import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ObjectDiscovered } from '@cadastre/events';
import { waitFor } from '@cadastre/testing';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
beforeEach(async () => {
  work = await WorkerUnderTest.create();
});
afterEach(() => work.close());

const names = Array.from({ length: 12 }, (_, n) => `t${n}`);
const make = (order: readonly string[]): string[] => [
  'create schema shop',
  `create type shop.mood as enum ('ok')`,
  'create function shop.one(n int) returns int language sql as $$select n$$',
  ...order.map((name) => `create table shop.${name} (id int primary key, m shop.mood)`),
  'create view shop.v as select id from shop.t1',
];

test('objects of a restored target are found again by name, whatever their OIDs were or are', async () => {
  await work.onTarget(...make(names));
  work.startWorker();
  await work.ended(await work.register());
  await work.onTarget(`comment on table shop.t3 is 'before'`);
  await work.ended(await work.requestSync());
  const before = (await work.catalogEvents()).length;

  // As pg_restore --clean does it, in another order; one table did not come back, and one is new.
  await work.onTarget('drop schema shop cascade', ...make(names.filter((name) => name !== 't5').reverse()));
  await work.onTarget(`comment on table shop.t3 is 'after'`, 'create table shop.fresh (id int)');
  const end = await work.ended(await work.requestSync());
  expect(end).toMatchObject({
    type: 'SyncCompleted',
    data: { counts: { table: { seen: 12, added: 1, dropped: 1 } } },
  });

  const events = await work.catalogEvents(before);
  expect(namesOf(events, 'ObjectDropped')).toEqual(['table shop.t5']);
  expect(namesOf(events, 'ObjectDiscovered')).toEqual(['table shop.fresh']);
  const again = namesOf(events, 'ObjectReidentified');
  expect(again).toEqual(
    expect.arrayContaining([
      'schema shop',
      'table shop.t3',
      'view shop.v',
      'type shop.mood',
      'routine shop.one(n integer)',
    ]),
  );
  expect(new Set(again).size).toBe(again.length);
  const t3 = events.find(
    ({ type, data }) => type === 'ObjectAltered' && (data as { name: string }).name === 't3',
  );
  expect((t3?.data as { changes: unknown[] }).changes).toContainEqual(
    expect.objectContaining({ change: 'comment-changed', before: 'before', after: 'after' }),
  );

  // The next sync goes on from there.
  const later = (await work.catalogEvents()).length;
  await work.onTarget('alter table shop.t3 add column late int');
  await work.ended(await work.requestSync());
  expect(namesOf(await work.catalogEvents(later), 'ObjectAltered')).toEqual(['table shop.t3']);
  expect(await work.catalogEvents(later)).toHaveLength(1);
}, 60_000);

test('a transaction that waited too long while objects moved is given up for another, which moves nothing', async () => {
  const restore = async (longestIdleMs: number): Promise<{ types: string[]; queries: number }> => {
    await work.onTarget(...make(names));
    work.startWorker({ longestIdleMs });
    await work.ended(await work.register());
    const before = (await work.catalogEvents()).length;
    await work.onTarget('drop schema shop cascade', ...make([...names].reverse()));
    const { type, data } = await work.ended(await work.requestSync());
    expect(type).toBe('SyncCompleted');
    await expectPlaces();
    const types = (await work.catalogEvents(before))
      .map((event) => event.type)
      .filter((name) => name !== 'StatisticsObserved');
    expect(new Set(types)).toEqual(new Set(['ObjectReidentified']));
    const { attempt, footprint } = data as { attempt: number; footprint: { queries: number } };
    expect(attempt).toBe(1);
    return { types, queries: footprint.queries };
  };
  const patient = await restore(60_000);
  await work.close();
  work = await WorkerUnderTest.create();
  const impatient = await restore(0);
  expect(impatient.types).toEqual(patient.types);
  // BEGIN, the two of the fingerprint, the census, ROLLBACK.
  expect(impatient.queries).toBe(patient.queries + 5);
}, 60_000);

test('a session that the server ended while objects moved costs no attempt', async () => {
  await work.onTarget(...make(names));
  work.startWorker({ longestIdleMs: 0 });
  await work.ended(await work.register());
  await work.onTarget('drop schema shop cascade', ...make([...names].reverse()));
  const holder = await work.database.ownerPool.connect();
  await holder.query('begin; lock table sync_worker.known_objects in exclusive mode');
  const syncId = await work.requestSync();
  await waitFor(
    async () => {
      const { rows } = await holder.query(
        `select from pg_locks where not granted and relation = 'sync_worker.known_objects'::regclass`,
      );
      return rows.length > 0;
    },
    { what: 'objects to be moved' },
  );
  const { rows } = await work.target.ownerPool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'cadastre/%' and state = 'idle in transaction'`,
  );
  expect(rows).toHaveLength(1);
  await holder.query('rollback');
  holder.release();
  expect(await work.ended(syncId)).toMatchObject({ type: 'SyncCompleted', data: { attempt: 1 } });
  await expectPlaces();
}, 60_000);

/** Nobody can give a table the OID of another: what is known of the tables is turned round instead, in one circle. */
const turnRound = async (): Promise<void> => {
  const tables = (await work.catalogEvents())
    .filter(({ type }) => type === 'ObjectDiscovered')
    .map(({ data }) => data as ObjectDiscovered['data'])
    .filter(({ object }) => object.kind === 'table');
  const turned = tables.map((data, index) => {
    const next = tables[(index + 1) % tables.length] ?? data;
    return { ...data, object: { ...data.object, identity: next.object.identity } };
  });
  await work.database.ownerPool.query(
    /* sql */ `
    update sync_worker.known_objects known
       set oid = -(turned.base -> 'object' -> 'identity' ->> 'oid')::bigint, base = turned.base, base_version = $3
      from unnest($1::bigint[], $2::json[]) as turned(oid, base)
     where known.kind = 'table' and known.oid = turned.oid`,
    [
      tables.map(({ object }) => object.identity.oid),
      turned.map((data) => JSON.stringify(data)),
      ObjectDiscovered.schemaVersion,
    ],
  );
  await work.database.ownerPool.query(/* sql */ `
    update sync_worker.known_objects set oid = -oid where oid < 0;
    update sync_worker.fingerprints set origin = jsonb_set(origin, '{system}', '"1"')`);
};

test('objects that changed OIDs with each other keep their histories, in another cluster', async () => {
  await work.onTarget(...make(names));
  work.startWorker();
  await work.ended(await work.register());
  const count = (await work.catalogEvents()).length;
  await turnRound();
  await work.ended(await work.requestSync());
  const events = await work.catalogEvents(count);
  expect(namesOf(events, 'ObjectDropped')).toEqual([]);
  expect(namesOf(events, 'ObjectRenamed')).toEqual([]);
  expect(namesOf(events, 'ObjectAltered')).toEqual([]);
  const moves = events.filter(({ type }) => type === 'ObjectReidentified');
  // Twelve places in one circle: one of them moves twice.
  expect(moves).toHaveLength(13);
  await expectPlaces();
}, 60_000);

/** Every known table is where the target has it. */
const expectPlaces = async (): Promise<void> => {
  const { rows } = await work.database.ownerPool.query<{ name: string; oid: number }>(
    `select name, oid from sync_worker.known_objects where kind = 'table'`,
  );
  const { rows: there } = await work.target.ownerPool.query<{ name: string; oid: number }>(
    `select relname as name, oid::int8 as oid from pg_class where relnamespace = 'shop'::regnamespace and relkind = 'r'`,
  );
  const sorted = (list: { name: string; oid: number }[]) =>
    list.map(({ name, oid }) => `${name} ${oid}`).sort();
  expect(sorted(rows)).toEqual(sorted(there));
};

test('a worker that dies while one object of a circle waits for its place leaves it to be found by the next', async () => {
  // More than are written at once, so that the halves of the one that waits are far apart.
  const many = Array.from({ length: 230 }, (_, n) => `t${n}`);
  await work.onTarget('create schema shop', ...many.map((name) => `create table shop.${name} (id int)`));
  work.startWorker();
  await work.ended(await work.register());
  // As if a restore had given each the OID of another: they go by the names of others now, in another cluster.
  await work.onTarget(
    ...many.map((name) => `alter table shop.${name} rename to old_${name}`),
    ...many.map((name, n) => `alter table shop.old_${name} rename to t${(n + 1) % many.length}`),
  );
  await work.database.ownerPool.query(
    `update sync_worker.fingerprints set origin = jsonb_set(origin, '{system}', '"1"')`,
  );
  const count = (await work.catalogEvents()).length;
  await work.database.ownerPool.query(/* sql */ `
    create function sync_worker.die() returns trigger language plpgsql as $$
      begin
        if exists (select from sync_worker.known_objects where oid = 1 and xmin <> pg_current_xact_id()::xid) then raise exception 'died here'; end if;
        return null;
      end $$;
    create trigger die before update on sync_worker.known_objects for each statement execute function sync_worker.die()`);
  expect((await work.ended(await work.requestSync())).type).toBe('SyncDeadLettered');
  const { rowCount } = await work.database.ownerPool.query(
    'select from sync_worker.known_objects where oid = 1',
  );
  expect(rowCount).toBe(1);
  await work.database.ownerPool.query('drop trigger die on sync_worker.known_objects');

  expect((await work.ended(await work.requestSync())).type).toBe('SyncCompleted');
  const events = await work.catalogEvents(count);
  for (const type of ['ObjectDropped', 'ObjectDiscovered', 'ObjectRenamed', 'ObjectAltered'])
    expect(namesOf(events, type)).toEqual([]);
  expect(events.filter(({ type }) => type === 'ObjectReidentified')).toHaveLength(231);
  await expectPlaces();
}, 60_000);
