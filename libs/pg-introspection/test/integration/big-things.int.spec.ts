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

test('reads 300 partitions of one table', async () => {
  await db.ownerPool.query(/* sql */ `
    create table parts (id int not null) partition by list (id);
    do $$ begin
      for n in 1..300 loop execute format('create table part_%s partition of parts for values in (%s)', n, n); end loop;
    end $$`);
  const { objects } = await readAllObjects(session);
  const partitions = objects.filter(({ object }) => object.kind === 'partition');
  expect(partitions).toHaveLength(300);
  for (const { object } of partitions) {
    const { partition_of } = (object as CatalogObjectOf<'partition'>).definition;
    expect(partition_of).toEqual({
      schema: 'public',
      name: 'parts',
      bound: `FOR VALUES IN (${object.name.slice('part_'.length)})`,
    });
  }
});
