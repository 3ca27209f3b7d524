import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import type { CensusEntry } from '../../src/fingerprints/census.ts';
import { censusOf } from '../../src/fingerprints/take-census.ts';
import { emptyFootprint } from '../../src/session/footprint.ts';
import { beginRead } from '../../src/snapshot/read-transaction.ts';
import { loadFixtures } from '../support/fixture-database.ts';
import { readAllObjects } from '../support/read-all-objects.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let session: TestSession;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  await loadFixtures(db.superuserUrl);
  session = await openTestSession(db.superuserUrl);
  await session.query('set search_path to pg_catalog');
});

afterAll(async () => {
  await session.close();
  await db.drop();
});

const takeCensus = async (unreadable: readonly string[] = []) => {
  const footprint = emptyFootprint();
  const transaction = await beginRead(session, footprint);
  const { queries } = footprint;
  const census = censusOf(session, new Set(unreadable), footprint);
  const entries: CensusEntry[] = [];
  for await (const page of census.entries()) entries.push(...page);
  const statements = footprint.queries - queries;
  const structures = new Map<string, string>();
  for await (const page of census.structures(entries.map(({ identity }) => identity.oid)))
    for (const { identity, parts } of page) structures.set(keyOf(identity), parts);
  await transaction.end();
  return { catalogs: census.catalogs, entries, structures, statements };
};

const keyOf = ({ catalog, oid }: CensusEntry['identity']): string => `${catalog}/${oid}`;

test('calls every object of every kind by the name that it has, in one statement', async () => {
  const { objects } = await readAllObjects(session);
  const { entries, catalogs, statements } = await takeCensus();
  const names = new Map(entries.map(({ identity, qualifiedName }) => [keyOf(identity), qualifiedName]));
  const called = objects.map(({ object }) => [
    keyOf(object.identity),
    object.qualified_name,
    names.get(keyOf(object.identity)),
  ]);
  expect(called.filter(([, name, inCensus]) => name !== inCensus)).toEqual([]);
  expect(called.length).toBeGreaterThan(200);
  // A subscription needs a publisher; see small-catalogs.int.spec.ts.
  const seen = new Set(objects.map(({ object }) => object.identity.catalog));
  expect(catalogs.filter((catalog) => !seen.has(catalog))).toEqual(['pg_subscription']);
  expect(statements).toBe(1);
});

test('says of every object which schema it is in, and of every relation of what kind it is', async () => {
  const { objects } = await readAllObjects(session);
  const { entries } = await takeCensus();
  const said = new Map(entries.map(({ identity, schema, kind }) => [keyOf(identity), [schema, kind]]));
  const wrong = objects.filter(({ object: { identity, schema, kind } }) => {
    const expected = [schema, identity.catalog === 'pg_class' ? kind : null];
    return String(said.get(keyOf(identity))) !== String(expected);
  });
  expect(wrong.map(({ object }) => object.qualified_name)).toEqual([]);
});

test('tells routines, types and owned sequences by more than their names', async () => {
  await session.query(`create type public."mo od" as enum ('b', 'a "x"')`);
  await session.query('create type public.pair as (x int, gone int, "y z" text)');
  await session.query('alter type public.pair drop attribute gone');
  await session.query('create table public.owner (id serial)');
  await session.query(
    `create function public.body(n int) returns int language sql as $$select 'é'::text::int$$`,
  );
  await session.query('create aggregate public.no_body(int) (sfunc = int4pl, stype = int)');
  const { entries, structures } = await takeCensus();
  const partsOf = (name: string): string | undefined => {
    const entry = entries.find(({ qualifiedName }) => qualifiedName === name);
    return entry === undefined ? 'nobody' : structures.get(keyOf(entry.identity));
  };
  expect(partsOf('public.mo od')).toBe(String.raw`{enum,b,"a \"x\""}`);
  expect(partsOf('public.pair')).toBe('{composite,x,"y z"}');
  expect(partsOf('public.owner_id_seq')).toBe('{public,owner,id}');
  const hash = createHash('sha256').update(`select 'é'::text::int`).digest('hex');
  expect(partsOf('public.body(n integer)')).toBe(`{"n integer",sql,${hash}}`);
  expect(partsOf('public.no_body(integer)')).toBeUndefined();
  expect(partsOf('public.owner')).toBeUndefined();
});

test('numbers the columns of relations, dropped ones too', async () => {
  await session.query(`create table public."we,ird" (a int, gone int, "b""x" int)`);
  await session.query(`alter table public."we,ird" drop column gone`);
  const { entries } = await takeCensus();
  const columns = entries.find(({ qualifiedName }) => qualifiedName === 'public.we,ird')?.columns;
  expect(columns).toBe(String.raw`{a,NULL,"b\"x"}`);
  expect(entries.find(({ identity }) => identity.catalog === 'pg_proc')?.columns).toBeNull();
});

test('says nothing of catalogs that the role may not read', async () => {
  const { catalogs, entries } = await takeCensus(['pg_cast', 'pg_amop']);
  for (const catalog of ['pg_cast', 'pg_opclass', 'pg_opfamily']) {
    expect(catalogs).not.toContain(catalog);
    expect(entries.filter(({ identity }) => identity.catalog === catalog)).toEqual([]);
  }
  expect(catalogs).toContain('pg_collation');
});
