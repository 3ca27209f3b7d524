import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CatalogObject, SystemCatalog, canonicalJson } from '@cadastre/events';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import type { IntrospectedObject } from '../../src/objects/finish-object.ts';
import { comparableObjects } from '../support/comparable-objects.ts';
import { expectedObjects, fixtures, loadFixtures } from '../support/fixture-database.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';
import { readAllObjects } from '../support/read-all-objects.ts';

let db: TestDatabase;
let session: TestSession;
let objects: IntrospectedObject[];
let owner: string;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  await loadFixtures(db.superuserUrl);
  session = await openTestSession(db.superuserUrl);
  [[owner] = ['']] = await session.query<[string]>('select current_user');
  ({ objects } = await readAllObjects(session));
});

afterAll(async () => {
  await session.close();
  await db.drop();
});

describe('on the newest PostgreSQL', () => {
  test.each(fixtures)('reads everything that fixture $name makes, exactly', ({ name, schemas }) => {
    expect(comparableObjects(objects, schemas, owner)).toEqual(expectedObjects(name));
  });
});

test('gives objects of the shape that events hold, and nothing besides', () => {
  for (const { object } of objects) {
    expect(CatalogObject.parse(object)).toEqual(object);
  }
});

test('writes each definition as canonical JSON and hashes that', () => {
  for (const { object, json } of objects) expect(json).toBe(canonicalJson(object.definition));
});

test('gives every object once, in the order of system catalog and OID', () => {
  const catalogs = SystemCatalog.options;
  const places = objects.map(
    ({ object: { identity } }) => catalogs.indexOf(identity.catalog) * 2 ** 33 + identity.oid,
  );
  expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
});

test('reading twice gives the same hashes', async () => {
  const again = await readAllObjects(session);
  expect(again.objects.map(({ hash }) => hash)).toEqual(objects.map(({ hash }) => hash));
});

test('says which extension owns an object', () => {
  const similarity = objects.find(
    ({ object }) => object.qualified_name === 'f_extension.similarity(text, text)',
  );
  expect(similarity?.object.definition.extension).toBe('pg_trgm');
});

test('leaves out the schemas that are PostgreSQL’s own', () => {
  const schemas = new Set(objects.map(({ object }) => object.schema ?? object.name));
  expect([...schemas].filter((name) => name.startsWith('pg_catalog') || name.startsWith('pg_toast'))).toEqual(
    [],
  );
  expect(schemas).not.toContain('information_schema');
});
