import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, testTargets, type TestDatabase } from '@cadastre/testing';
import pg from 'pg';
import { printedLocksSql } from '../../src/locks/printed-locks-sql.ts';
import { loadFixtures } from '../support/fixture-database.ts';
import { locksOfPrinting } from '../support/locks-of-printing.ts';
import { openTestSession } from '../support/test-session.ts';

const targets = await testTargets(import.meta.url);

/** What a view or a rule on it might lock that the fixtures do not show. */
const more = /* sql */ `
  create schema f_locks;
  create table f_locks.a (id int, owner text);
  create table f_locks.b (id int);
  create view f_locks.nothing as select 1 as one;
  create view f_locks.nested as
    with c as (select id from f_locks.b) select a.id from f_locks.a a where exists (select from c where c.id = a.id);
  create rule taken as on insert to f_locks.nested do instead insert into f_locks.a select new.id, 'x' from f_locks.b;
  create policy queried on f_locks.a using (id in (select id from f_locks.b)) with check (id > (select max(id) from f_locks.a));
  create policy plain on f_locks.a using (owner = current_user)`;

/** Whatever PostgreSQL locks was foreseen. */
const compare = async (url: string): Promise<void> => {
  await loadFixtures(url);
  const session = await openTestSession(url);
  try {
    await session.client.query(more);
    const { sql } = printedLocksSql(session.serverVersionNum, null, 1);
    const planned = new Map<string, Set<string>>();
    for (const [catalog, oid, relation] of await session.query<[string, string, string]>(sql)) {
      const key = `${catalog} ${oid}`;
      planned.set(key, (planned.get(key) ?? new Set()).add(relation));
    }
    const printed = await locksOfPrinting(session);
    expect(printed.filter(({ locked }) => locked.length > 0).length).toBeGreaterThan(5);
    const unforeseen = printed.flatMap(({ key, expression, locked }) =>
      locked
        .filter((relation) => planned.get(key)?.has(relation) !== true)
        .map((relation) => [expression, relation]),
    );
    expect(unforeseen).toEqual([]);
  } finally {
    await session.close();
  }
};

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
});

afterAll(async () => {
  await db.drop();
});

test(
  'all that PostgreSQL locks to print a rule, a policy or a routine was foreseen',
  () => compare(db.superuserUrl),
  60_000,
);

for (const { name: server, url } of targets) {
  test(`so it was on ${server}`, async () => {
    const name = `cadastre_introspection_${randomBytes(4).toString('hex')}`;
    const target = new URL(url);
    target.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`create database ${name} template template0`);
    try {
      await compare(target.href);
    } finally {
      await client.query(`drop database ${name}`);
      await client.end();
    }
  }, 60_000);
}
