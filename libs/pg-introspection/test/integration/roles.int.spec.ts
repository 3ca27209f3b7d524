import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { readStatistics } from '../../src/statistics/read-statistics.ts';
import { readVisibility } from '../../src/visibility/read-visibility.ts';
import { loadFixtures } from '../support/fixture-database.ts';
import { readAllObjects } from '../support/read-all-objects.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let superuser: TestSession;
/** May connect, and was never granted anything. */
let nobody: TestSession;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  await loadFixtures(db.superuserUrl);
  await db.ownerPool.query('revoke all on schema public from public; grant usage on schema f_view to public');
  await db.ownerPool.query('grant select on f_view.base to public');
  superuser = await openTestSession(db.superuserUrl);
  nobody = await openTestSession(db.url);
});

afterAll(async () => {
  await superuser.close();
  await nobody.close();
  await db.drop();
});

test('a role that may only connect reads what a superuser reads', async () => {
  const all = await readAllObjects(superuser);
  const seen = await readAllObjects(nobody);
  expect(seen.objects).toEqual(all.objects);
});

test('a role that may only connect sees sizes and row estimates', async () => {
  let relations = 0;
  for await (const page of readStatistics(nobody)) relations += page.relations.length;
  expect(relations).toBeGreaterThan(20);
});

test('says per schema what the role can read, and which GRANT is missing', async () => {
  const { role, is_superuser, schemas } = await readVisibility(nobody);
  expect({ role, is_superuser }).toEqual({ role: 'cadastre_app', is_superuser: false });
  expect(schemas.find(({ schema }) => schema === 'f_view')).toEqual({
    schema: 'f_view',
    has_usage: true,
    relations: 5,
    readable_relations: 1,
    missing_grants: ['GRANT SELECT ON ALL TABLES IN SCHEMA "f_view" TO "cadastre_app";'],
  });
  const odd = 'f_schema we"ird %s\n名前';
  expect(schemas.find(({ schema }) => schema === odd)).toEqual({
    schema: odd,
    has_usage: false,
    relations: 0,
    readable_relations: 0,
    missing_grants: ['GRANT USAGE ON SCHEMA "f_schema we""ird %s\n名前" TO "cadastre_app";'],
  });
  expect(schemas.map(({ schema }) => schema)).not.toContain('pg_catalog');
});

test('the GRANTs it names are those that help', async () => {
  const { schemas } = await readVisibility(nobody);
  const grants = schemas.flatMap(({ missing_grants }) => missing_grants);
  await db.ownerPool.query(grants.join('\n'));
  const after = await readVisibility(nobody);
  expect(after.schemas.flatMap(({ missing_grants }) => missing_grants)).toEqual([]);
});

test('nothing is missing to a superuser', async () => {
  const { is_superuser, schemas } = await readVisibility(superuser);
  expect(is_superuser).toBe(true);
  expect(schemas.flatMap(({ missing_grants }) => missing_grants)).toEqual([]);
});
