import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { readStatistics } from '../../src/statistics/read-statistics.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';
import { readAllObjects } from '../support/read-all-objects.ts';

/** Of the 25 that a first sync may send, connection, fingerprint and sizes have 6. */
const mostStatements = 19;

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

const statementsOfOneReading = async (): Promise<number> => {
  session.statements.length = 0;
  await readAllObjects(session);
  return session.statements.length;
};

test('sends at most 19 statements, and as many for a thousand tables as for one', async () => {
  await db.ownerPool.query('create table t0 (id int)');
  const before = await statementsOfOneReading();
  await db.ownerPool.query(/* sql */ `
    do $$ begin
      for n in 1..1000 loop
        execute format('create table t%s (id int primary key, note text default %L)', n, n);
      end loop;
    end $$`);
  expect(await statementsOfOneReading()).toBe(before);
  expect(before).toBeLessThanOrEqual(mostStatements);
  const { objects } = await readAllObjects(session);
  expect(objects.filter(({ object }) => object.kind === 'table')).toHaveLength(1_001);
});

test('looks at pg_catalog only', async () => {
  session.statements.length = 0;
  await readAllObjects(session);
  await readStatistics(session);
  expect(session.statements.length).toBeGreaterThan(15);
  for (const sql of session.statements) {
    expect(sql).not.toMatch(/information_schema/i);
    const schemas = [...sql.matchAll(/(?<!distinct )\b(?:from|join)\s+([a-z_]+)\.\w/g)].map(
      ([, name]) => name,
    );
    expect(schemas).toEqual(schemas.map(() => 'pg_catalog'));
  }
});

test('no source file knows information_schema, but the one that leaves it out', () => {
  const source = path.join(import.meta.dirname, '..', '..', 'src');
  const mentions = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .filter((file) => /information_schema/i.test(readFileSync(path.join(source, file), 'utf8')));
  expect(mentions).toEqual([path.join('snapshot', 'system-schemas.ts')]);
});
