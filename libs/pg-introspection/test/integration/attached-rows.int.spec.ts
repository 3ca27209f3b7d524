import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import pg from 'pg';
import { catchUp } from '../support/catch-up.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let session: TestSession;
let client: pg.Client;
const role = `attached_${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  session = await openTestSession(db.superuserUrl);
  client = new pg.Client({ connectionString: db.superuserUrl });
  await client.connect();
  await client.query(`
    create role ${role};
    create schema kept; create table kept.t (id int, note text); create function kept.f() returns int language sql as 'select 1';
    create subscription attached connection 'dbname=nowhere' publication none with (connect = false);
    create extension hstore schema kept`);
});

afterAll(async () => {
  await client.query(`
    delete from pg_shseclabel where provider = 'example';
    alter subscription attached set (slot_name = none); drop subscription attached;
    drop owned by ${role}; drop role ${role}`);
  await client.end();
  await session.close();
  await db.drop();
});

const ofTable = `'pg_class'::regclass, 'kept.t'::regclass`;

/**
 * One row of one system catalog, and none of the object that it is about. Where no statement of SQL does that on a plain
 * server, as for labels without a provider, it is written by hand.
 */
test.each([
  [
    'a label',
    `insert into pg_seclabel (classoid, objoid, objsubid, provider, label) values (${ofTable}, 0, 'example', 'x')`,
  ],
  [
    'a label of a column',
    `insert into pg_seclabel (classoid, objoid, objsubid, provider, label) values (${ofTable}, 2, 'example', 'x')`,
  ],
  ['a label that is another', `update pg_seclabel set label = 'y' where objsubid = 2`],
  ['a label that is gone', 'delete from pg_seclabel'],
  [
    'a label of what the cluster has',
    `insert into pg_shseclabel (classoid, objoid, provider, label)
      select 6100, oid, 'example', 'x' from pg_subscription where subname = 'attached'`,
  ],
  [
    'what a table was made with',
    `insert into pg_init_privs (classoid, objoid, objsubid, privtype, initprivs) values (${ofTable}, 0, 'e', array['${role}=r/postgres']::aclitem[])`,
  ],
  [
    'that, when it is another',
    `update pg_init_privs set initprivs = array['${role}=rw/postgres']::aclitem[] where objoid = 'kept.t'::regclass`,
  ],
  ['that, when it is gone', `delete from pg_init_privs where objoid = 'kept.t'::regclass`],
  ['a comment', `comment on table kept.t is 'x'`],
  ['a comment of a column', `comment on column kept.t.note is 'x'`],
  ['a member of an extension that leaves it', 'alter extension hstore drop function kept.akeys(kept.hstore)'],
  ['a member that joins it', 'alter extension hstore add function kept.f()'],
  ['what is granted on a relation of PostgreSQL', `grant select on pg_catalog.pg_authid to ${role}`],
  ['what is granted on a column of it', `grant select (rolname) on pg_catalog.pg_authid to ${role}`],
  [
    'what is granted on a function of it',
    `grant execute on function pg_catalog.pg_read_file(text) to ${role}`,
  ],
  [
    'what is revoked from a type of it',
    `revoke usage on type pg_catalog.circle from public; grant usage on type pg_catalog.circle to ${role}`,
  ],
  ['what is granted on its schema', `grant create on schema pg_catalog to ${role}`],
])('an incremental reading sees %s', async (_, sql) => {
  const before = await catchUp(session, new Map(), null);
  await client.query(sql);
  const after = await catchUp(session, before.known, before.fingerprint);
  const full = await catchUp(session, new Map(), null);
  expect(after.extent.type).not.toBe('nothing');
  expect(after.known).toEqual(full.known);
  // Otherwise nothing above could fail.
  expect(full.known).not.toEqual(before.known);
});
