import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { readStatistics } from '../../src/statistics/read-statistics.ts';
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
  const { relations } = await readStatistics(nobody);
  expect(relations.length).toBeGreaterThan(20);
});
