import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CatalogObjectOf } from '@cadastre/events';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { readAllObjects } from '../support/read-all-objects.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let session: TestSession;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  session = await openTestSession(db.superuserUrl);
});

afterAll(async () => {
  await session.close();
  await db.drop();
});

const routine = async (): Promise<CatalogObjectOf<'routine'> | undefined> => {
  const { objects } = await readAllObjects(session);
  return objects.map(({ object }) => object).find((object) => object.kind === 'routine');
};

test('cuts a function of 10 MB on the server, and still sees a change beyond the cut', async () => {
  const create = (end: string) =>
    db.ownerPool.query(
      `create or replace function long() returns int language plpgsql
         as $$ begin /* ${'é'.repeat(5_000_000)}${end} */ return 1; end $$`,
    );
  await create('a');
  const before = await routine();
  expect(before?.definition.truncated).toBe(true);
  expect(before?.definition.definition?.length).toBeLessThan(263_000);
  await create('b');
  expect((await routine())?.definition.definition).not.toBe(before?.definition.definition);
  await db.ownerPool.query('drop function long');
});

test('cuts a comment that is too long', async () => {
  await db.ownerPool.query(`create table noted (id int); comment on table noted is '${'x'.repeat(70_000)}'`);
  const { objects } = await readAllObjects(session);
  const comment = objects.find(({ object }) => object.name === 'noted')?.object.definition.comment ?? '';
  expect(comment.startsWith('x'.repeat(65_536))).toBe(true);
  expect(comment.slice(65_536)).toMatch(/^\n\[shortened by Cadastre: 70000 characters, md5 [0-9a-f]{32}\]$/);
  await db.ownerPool.query('drop table noted');
});

test('reads tables of 1,600 columns, and makes short pages of them', async () => {
  const columns = Array.from({ length: 1_600 }, (_, n) => `c${n} int default ${n}`).join(', ');
  const wider = Array.from({ length: 1_600 }, (_, n) => `"${`long name `.repeat(5)}${n}" int`).join(', ');
  await db.ownerPool.query(`create table wide (${columns})`);
  for (let n = 0; n < 4; n += 1) await db.ownerPool.query(`create table wide${n} (${wider})`);
  const { steps, objects } = await readAllObjects(session);
  const wide = objects.find(({ object }) => object.name === 'wide')?.object as CatalogObjectOf<'table'>;
  expect(wide.definition.columns.map(({ default: value }) => Number(value))).toEqual(
    Array.from({ length: 1_600 }, (_, n) => n),
  );
  const pages = steps.flatMap((step) => (step.type === 'page' ? [step.objects] : []));
  const withWide = pages.filter((page) => page.some(({ object }) => object.name.startsWith('wide')));
  expect(withWide.length).toBeGreaterThan(1);
});

test('reads 2,000 partitions of one table, each a short object of its own', async () => {
  await db.ownerPool.query('create table parts (id int not null, note text) partition by list (id)');
  // PostgreSQL takes time that grows with the square: making 10,000 of them takes minutes, reading them seconds
  for (let from = 1; from <= 2_000; from += 1_000) {
    await db.ownerPool.query(
      `do $$ begin
         for n in ${from}..${from + 999} loop
           execute format('create table part_%s partition of parts for values in (%s)', n, n);
         end loop;
       end $$`,
    );
  }
  session.statements.length = 0;
  const { steps, objects } = await readAllObjects(session);
  expect(session.statements.length).toBeLessThanOrEqual(19);
  const parents = objects.filter(({ object }) => object.kind === 'partitioned-table');
  expect(parents).toHaveLength(1);
  expect(parents[0]?.json.length).toBeLessThan(10_000);
  const partitions = objects.filter(({ object }) => object.kind === 'partition');
  expect(partitions).toHaveLength(2_000);
  for (const { object } of partitions) {
    const { partition_of } = (object as CatalogObjectOf<'partition'>).definition;
    expect(partition_of).toEqual({
      schema: 'public',
      name: 'parts',
      bound: `FOR VALUES IN (${object.name.slice('part_'.length)})`,
    });
  }
  const pages = steps.flatMap((step) => (step.type === 'page' ? [step.objects.length] : []));
  expect(Math.max(...pages)).toBeLessThanOrEqual(500);
});

const oddNames = [
  'x'.repeat(63),
  `${'é'.repeat(31)}!`,
  '日本語の名前はここに二十一文字あるもので',
  '"quoted" \'single\' \\back\\slash',
  'tab\tnew\nline\r %s %I {a,"b"} NULL',
  '\u202egnp.exe <script>=cmd|',
  '😀 a.b.c (d, e) AS f -- /* */ ; $$',
  ' leading and trailing ',
];

test('gives names of up to 63 bytes of any character back exactly, whatever has them', async () => {
  for (const name of oddNames) {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    for (const sql of [
      `create schema ${quoted}`,
      `create table ${quoted}.${quoted} (${quoted} int constraint ${quoted} check (true), other int)`,
      `create type ${quoted}.t as enum ('${name.replaceAll("'", "''")}')`,
      `create function ${quoted}.${quoted}(${quoted} ${quoted}.t) returns int language sql as 'select 1'`,
      `create collation ${quoted}.${quoted} (provider = libc, locale = 'C')`,
      `create cast (${quoted}.t as int) with function ${quoted}.${quoted}(${quoted}.t)`,
      `create publication ${quoted} for table ${quoted}.${quoted} (${quoted})`,
      `create statistics ${quoted}.${quoted} on ${quoted}, other from ${quoted}.${quoted}`,
      `create text search configuration ${quoted}.${quoted} (copy = pg_catalog.simple)`,
      `create foreign data wrapper ${quoted}`,
      `create server ${quoted} foreign data wrapper ${quoted} options (place '${name.replaceAll("'", "''")}')`,
    ]) {
      await session.client.query(sql);
    }
  }
  const { objects } = await readAllObjects(session);
  const named = (kind: string) =>
    objects
      .flatMap(({ object }) => (object.kind === kind ? [object.name] : []))
      .filter((n) => oddNames.includes(n));
  for (const kind of [
    'schema',
    'table',
    'routine',
    'collation',
    'publication',
    'statistics-object',
    'text-search-configuration',
    'foreign-data-wrapper',
    'foreign-server',
  ]) {
    expect(named(kind).sort()).toEqual([...oddNames].sort());
  }
  for (const name of oddNames) {
    const find = (kind: string) =>
      objects.map(({ object }) => object).find((object) => object.kind === kind && object.name === name);
    const publication = find('publication') as CatalogObjectOf<'publication'>;
    expect(publication.definition.tables).toEqual([{ columns: [name], filter: null, name, schema: name }]);
    const server = find('foreign-server') as CatalogObjectOf<'foreign-server'>;
    expect(server.definition).toMatchObject({ wrapper: name, options: [`place=${name}`] });
    const table = find('table') as CatalogObjectOf<'table'>;
    expect(table.definition.columns.map(({ name: column }) => column)).toEqual([name, 'other']);
    const type = objects
      .map(({ object }) => object)
      .find((object) => object.kind === 'type' && object.schema === name);
    expect((type as CatalogObjectOf<'type'>).definition.labels).toEqual([name]);
  }
  expect(objects.filter(({ object }) => object.kind === 'cast')).toHaveLength(oddNames.length);
});
