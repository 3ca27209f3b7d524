import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import pg from 'pg';
import { RelationsLocked } from '../../src/snapshot/relations-locked.ts';
import { readStatistics } from '../../src/statistics/read-statistics.ts';
import { SnapshotMoved } from '../../src/snapshot/snapshot-moved.ts';
import { hostileOperators } from '../support/hostile-operators.ts';
import { readAllObjects } from '../support/read-all-objects.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let session: TestSession;
let other: pg.Client;

const database = /* sql */ `
  drop schema if exists s cascade;
  create schema s;
  create table s.a (id int primary key, name text not null default 'x', amount int check (amount > 0));
  create index a_name on s.a (lower(name));
  create table s.b (id int primary key, a_id int references s.a);
  create type s.colour as enum ('red');
  create table s.painted (colour s.colour[]);
  create view s.v as select id, name from s.a;
  create function s.f(n int) returns int language sql as 'select n';
  comment on table s.b is 'before'`;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
});

afterAll(async () => {
  await db.drop();
});

beforeEach(async () => {
  await db.ownerPool.query(database);
  session = await openTestSession(db.superuserUrl);
  other = new pg.Client({ connectionString: db.superuserUrl });
  await other.connect();
});

afterEach(async () => {
  await session.close();
  await other.end();
});

/** Lets somebody else commit something just before the first statement that has `marker` in it. */
const before = (marker: string, sql: string): (() => boolean) => {
  let isDone = false;
  session.beforeStatement = async (statement) => {
    if (isDone || !statement.includes(marker)) return;
    isDone = true;
    await other.query(sql);
  };
  return () => isDone;
};

const hashesOf = ({ objects }: Awaited<ReturnType<typeof readAllObjects>>): string[] =>
  objects.map(({ hash }) => hash);
const hashes = async () => hashesOf(await readAllObjects(session));

test.each([
  ['a new table', 'create table s.c (id int primary key); create index on s.c (id)'],
  [
    'a new column, index and comment',
    `alter table s.b add n int; create index on s.b (n); comment on table s.b is 'after'`,
  ],
  ['a dropped column', 'alter table s.b drop a_id'],
  ['a dropped table', 'drop table s.b'],
  ['a renamed table', 'alter table s.b rename to z'],
  ['a dropped key', 'alter table s.b drop constraint b_pkey'],
])('DDL committed between two statements does not tear the snapshot: %s', async (_, ddl) => {
  const expected = await hashes();
  const isDone = before('pg_catalog.pg_attribute a on', ddl);
  expect(await hashes()).toEqual(expected);
  expect(isDone()).toBe(true);
});

test.each([
  ['view', 'pg_get_viewdef', 'drop view s.v'],
  ['function', 'pg_get_functiondef', 'drop function s.f'],
  ['table with a check', 'pg_get_constraintdef', 'drop table s.a cascade'],
  ['type of a column', 'pg_catalog.pg_attribute a on', 'drop type s.colour cascade'],
  ['table with a default', 'pg_catalog.pg_attrdef', 'drop table s.a cascade'],
])('a %s that is dropped before its text is read asks for another try', async (_, marker, ddl) => {
  const isDone = before(marker, ddl);
  await expect(readAllObjects(session)).rejects.toThrow(SnapshotMoved);
  expect(isDone()).toBe(true);
  const { objects } = await readAllObjects(session);
  expect(objects.map(({ object }) => object.name)).toContain('b');
});

test('says so when a rename may have come into the texts', async () => {
  before('pg_get_viewdef', 'alter table s.a rename name to title');
  const first = (await readAllObjects(session)).steps.at(-1);
  expect(first).toMatchObject({ type: 'finished', changedMeanwhile: true });
  const second = (await readAllObjects(session)).steps.at(-1);
  expect(second).toMatchObject({ type: 'finished', changedMeanwhile: false });
});

test('data and temporary tables are no change', async () => {
  before('pg_get_viewdef', `insert into s.a values (1, 'y', 2); create temp table t (id int primary key)`);
  const { steps } = await readAllObjects(session);
  expect(steps.at(-1)).toMatchObject({ type: 'finished', changedMeanwhile: false });
});

test('a table that somebody else keeps locked is named, and its schema can be left out', async () => {
  await other.query('begin; lock table s.a in access exclusive mode');
  const limits = { lockTimeoutMs: 50 };
  const refusal = await readAllObjects(session, { limits }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RelationsLocked);
  expect(refusal).toMatchObject({ facts: { schemas: ['s'], relations: 1 } });

  const { steps, objects } = await readAllObjects(session, { limits, skipLocked: true });
  expect(steps.find(({ type }) => type === 'scope')).toEqual({
    type: 'scope',
    schemas: ['public'],
    skipped: [{ scope: 's', reason: 'another session holds 1 of its relations exclusively' }],
  });
  expect(objects.map(({ object }) => object.name)).toEqual(['public', 'plpgsql']);
  await other.query('rollback');
});

test('an error of the server is passed on, and the session is of use afterwards', async () => {
  const limits = { statementTimeoutMs: 1 };
  await db.ownerPool.query(`do $$ begin for n in 1..300 loop
    execute format('create view s.v%s as select a.id, b.a_id from s.a join s.b on b.a_id = a.id', n); end loop; end $$`);
  await expect(readAllObjects(session, { limits })).rejects.toMatchObject({ code: '57014' });
  expect((await readAllObjects(session)).objects.length).toBeGreaterThan(300);
});

const readIncrementally = async (): Promise<string[]> => {
  const incremental = { before: null, reader: 'test', knownObjects: 1_000 };
  return hashesOf(await readAllObjects(session, { incremental, excludeSchemas: ['evil'] }));
};

test('operators of a schema that the role looks into first are not run, also where a lock is in the way', async () => {
  const expected = await hashes();
  await other.query(`create schema evil; ${hostileOperators}`);
  try {
    await session.client.query('set search_path = evil, pg_catalog');
    await expect(session.client.query(`select 'a'::text = 'b'::text`)).rejects.toThrow('hostile code ran');
    expect(hashesOf(await readAllObjects(session, { excludeSchemas: ['evil'] }))).toEqual(expected);
    expect(await readIncrementally()).toEqual(expected);
    await readStatistics(session);
    await other.query('begin; lock table s.a in access exclusive mode');
    const locked = readAllObjects(session, { limits: { lockTimeoutMs: 50 }, excludeSchemas: ['evil'] });
    await expect(locked).rejects.toBeInstanceOf(RelationsLocked);
  } finally {
    await other.query('rollback');
    await other.query('drop schema evil cascade');
  }
});
