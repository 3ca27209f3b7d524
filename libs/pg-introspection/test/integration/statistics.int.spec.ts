import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { RelationStatistics } from '@cadastre/events';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import pg from 'pg';
import { readStatistics, type StatisticsOptions } from '../../src/statistics/read-statistics.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let session: TestSession;
let other: pg.Client;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  await db.ownerPool.query(/* sql */ `
    create schema s;
    create table s.full (id int primary key, note text);
    create index on s.full (note);
    insert into s.full select n, repeat('x', 100) from generate_series(1, 5000) n;
    create table s.never_analysed (id int);
    create table s.empty (id int primary key, note text, words tsvector);
    create index on s.empty using gin (words);
    create index on s.empty (note);
    create table s.emptied (id int primary key, note text);
    insert into s.emptied select n, repeat('x', 3000) from generate_series(1, 500) n;
    create materialized view s.kept as select * from s.full;
    create view s.v as select 1 as one;
    create table s.root (id int) partition by range (id)`);
  await db.ownerPool.query('vacuum analyze s.full');
  await db.ownerPool.query('truncate s.emptied');
});

afterAll(async () => {
  await db.drop();
});

beforeEach(async () => {
  session = await openTestSession(db.superuserUrl);
  other = new pg.Client({ connectionString: db.superuserUrl });
  await other.connect();
});

afterEach(async () => {
  await session.close();
  await other.end();
});

const oidOf = async (name: string): Promise<number> => {
  const { rows } = await other.query<{ oid: number }>('select $1::regclass::oid::int8::int as oid', [name]);
  return rows[0]?.oid ?? 0;
};

const read = async (options?: StatisticsOptions) => {
  const { relations, ...facts } = await readStatistics(session, options);
  return {
    ...facts,
    relations: new Map(relations.map((relation) => [relation.oid, RelationStatistics.parse(relation)])),
  };
};

test.each(['s.empty', 's.emptied', 's.kept'])('gives the sizes that PostgreSQL gives of %s', async (name) => {
  const { rows } = await other.query<{ t: string; i: string }>(
    'select pg_table_size($1::regclass) as t, pg_indexes_size($1::regclass) as i',
    [name],
  );
  expect((await read()).relations.get(await oidOf(name))).toMatchObject({
    table_bytes: Number(rows[0]?.t),
    index_bytes: Number(rows[0]?.i),
  });
});

test('gives the sizes that PostgreSQL gives, and the planner’s row count', async () => {
  const oid = await oidOf('s.full');
  const { rows } = await other.query<{ t: string; i: string }>(
    'select pg_table_size($1::regclass) as t, pg_indexes_size($1::regclass) as i',
    ['s.full'],
  );
  const { relations } = await read();
  expect(relations.get(oid)).toEqual({
    oid,
    row_estimate: 5_000,
    table_bytes: Number(rows[0]?.t),
    index_bytes: Number(rows[0]?.i),
    total_bytes: Number(rows[0]?.t) + Number(rows[0]?.i),
  });
});

test('says null for a table that was never analysed, and nothing of a view', async () => {
  const { relations } = await read();
  expect(relations.get(await oidOf('s.never_analysed'))).toMatchObject({
    row_estimate: null,
    total_bytes: 0,
  });
  expect(relations.has(await oidOf('s.kept'))).toBe(true);
  expect(relations.get(await oidOf('s.root'))).toMatchObject({ row_estimate: null, total_bytes: 0 });
  expect(relations.has(await oidOf('s.v'))).toBe(false);
});

test('reads only the schemas asked for', async () => {
  const { relations } = await read({ excludeSchemas: ['s'] });
  expect(relations.size).toBe(0);
});

test.each([
  ['a table', 'lock table s.full in access exclusive mode'],
  ['an index', 'reindex index s.full_note_idx'],
])('does not wait for %s that somebody else holds: it goes by page counts', async (_, lock) => {
  const oid = await oidOf('s.full');
  const before = (await read()).relations.get(oid);
  await other.query(`begin; ${lock}`);
  const { relations, estimated } = await read({ limits: { lockTimeoutMs: 60_000 } });
  await other.query('rollback');
  expect(estimated).toBeGreaterThanOrEqual(1);
  const seen = relations.get(oid);
  expect(seen?.row_estimate).toBe(5_000);
  expect(seen?.table_bytes).toBeGreaterThan(0);
  expect(seen?.table_bytes).toBeLessThanOrEqual(before?.table_bytes ?? 0);
  expect(seen?.index_bytes).toBeGreaterThan(0);
});

test('a lock that is taken at the wrong moment costs exactness, not the reading', async () => {
  await other.query('begin; lock table s.full in access exclusive mode');
  // The lock is there, and the list of locks does not show it: as if it had come a moment later.
  const { cursor } = session;
  session.cursor = (sql, params, batchRows) =>
    cursor(sql.replace("l.mode = 'AccessExclusiveLock'", 'false'), params, batchRows);
  const { relations, estimated } = await read();
  await other.query('rollback');
  expect(relations.has(await oidOf('s.full'))).toBe(true);
  expect(estimated).toBe(relations.size);
});

test('measures those first of which the planner knows least, and the largest, up to its budget', async () => {
  // ANALYZE knows of what was counted before it only.
  for (const statement of [
    'create schema few',
    'create table few.fresh (id int primary key) with (autovacuum_enabled = off)',
    'insert into few.fresh select generate_series(1, 50000)',
    'select pg_stat_force_next_flush()',
    'create table few.stale (id int primary key) with (autovacuum_enabled = off)',
    'analyze few.fresh, few.stale',
    'insert into few.stale select generate_series(1, 1000)',
  ])
    await other.query(statement);
  const measured = async (budget: number) => {
    const { relations, estimated } = await read({ includeSchemas: ['few'], budget });
    return { estimated, bytes: relations.get(await oidOf('few.stale'))?.table_bytes ?? 0 };
  };
  await waitFor(
    async () => {
      await other.query('select pg_stat_force_next_flush()');
      return (await measured(2)).bytes > 0;
    },
    { what: 'counts of what was written' },
  );
  expect((await measured(2)).estimated).toBe(1);
  expect((await measured(4)).estimated).toBe(0);
  expect(await measured(0)).toEqual({ estimated: 2, bytes: 0 });
  // What was left is taken by the next reading, though nothing has moved since.
  const { print } = await read({ includeSchemas: ['few'], budget: 0 });
  const next = await read({ includeSchemas: ['few'], before: print });
  expect([...next.relations.keys()]).toEqual([await oidOf('few.stale')]);
  expect((await read({ includeSchemas: ['few'], before: next.print })).relations.size).toBe(0);
  await db.ownerPool.query('drop schema few cascade');
});

test('reads again what moved since a print only, and nothing where nothing did', async () => {
  const first = await read();
  expect((await read({ before: first.print })).relations.size).toBe(0);
  await other.query('create table s.later (id int); analyze s.later');
  const { relations } = await read({ before: first.print });
  expect(relations.has(await oidOf('s.later'))).toBe(true);
  expect(relations.size).toBeLessThan(first.relations.size);
  await other.query('drop table s.later');
});
