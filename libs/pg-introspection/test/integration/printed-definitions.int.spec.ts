import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CatalogObject } from '@cadastre/events';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { loadFixtures } from '../support/fixture-database.ts';
import { indexesOfEverySort, printedDefinitions, readDefinitions } from '../support/printed-definitions.ts';
import { readAllObjects } from '../support/read-all-objects.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let session: TestSession;
let objects: CatalogObject[];

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  await loadFixtures(db.superuserUrl);
  await db.ownerPool.query(indexesOfEverySort);
  session = await openTestSession(db.superuserUrl);
  objects = (await readAllObjects(session)).objects.map(({ object }) => object);
});

afterAll(async () => {
  await session.close();
  await db.drop();
});

test('index definitions are those that the server prints', async () => {
  const { indexes } = await printedDefinitions(session);
  expect(readDefinitions(objects).indexes).toEqual(indexes);
  expect(indexes.size).toBeGreaterThan(600);
});

test('constraint definitions are those that the server prints', async () => {
  const { constraints } = await printedDefinitions(session);
  expect(readDefinitions(objects).constraints).toEqual(constraints);
  expect(constraints.size).toBeGreaterThan(50);
});
