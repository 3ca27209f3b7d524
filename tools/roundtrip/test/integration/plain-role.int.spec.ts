import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { roundTrip } from '../../src/round-trip.ts';
import { RoundTripFailed } from '../../src/roundtrip-failed.ts';
import { binFolder, tryServer } from '../support/servers.ts';

let db: TestDatabase;
let server: Awaited<ReturnType<typeof tryServer>>;
let role: string;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  server = await tryServer(db.superuserUrl);
  role = `plain_${db.name}`;
  await db.ownerPool.query(`
    create table public.open (id int);
    create schema salaries; create table salaries.secret (id int);
    create role "${role}" login password 'plain';
    grant select on public.open to "${role}"; grant usage on schema salaries to "${role}"`);
});
afterAll(async () => {
  await db.ownerPool.query(`drop owned by "${role}"; drop role "${role}"`);
  await db.drop();
});

const tried = async (): Promise<RoundTripFailed> => {
  if (typeof server === 'string') throw new Error(server);
  const address = { ...server.address, username: role, password: 'plain' };
  const error = await roundTrip({ address, database: db.name, binFolder }).catch((reason: unknown) => reason);
  if (!(error instanceof RoundTripFailed)) throw new Error('no RoundTripFailed', { cause: error });
  return error;
};

/** Without a pg_dump none of it can be tried, and the round trips of `roundtrip.int.spec.ts` say so. */
const whereDumped = (name: string, work: () => Promise<void>) =>
  test(name, async () => {
    if (typeof server === 'string') expect(server).toMatch(/pg_dump/);
    else await work();
  });

whereDumped('what the role may not read is named, and the role to take', async () => {
  const { message, hint } = await tried();
  expect(message).toBe(
    `pg_dump could not read ${db.name}: permission denied for table secret (it asked: LOCK TABLE public.open, salaries.secret IN ACCESS SHARE MODE)`,
  );
  expect(hint).toContain(`The role "${role}" may not do that. Name a superuser in --url`);
  expect(hint).toContain(`GRANT pg_read_all_data TO "${role}"`);
});

whereDumped('a role that reads everything and may make no database is told so', async () => {
  await db.ownerPool.query(`grant pg_read_all_data to "${role}"`);
  const { message, hint } = await tried();
  expect(message).toBe('No database could be made to restore into: permission denied to create database');
  expect(hint).toContain('CREATEDB');
});

whereDumped(
  'one that reads everything and may make databases comes to an end, and hears what it may not restore',
  async () => {
    await db.ownerPool.query(`alter role "${role}" createdb; grant pg_read_all_data to "${role}"`);
    if (typeof server === 'string') return;
    const address = { ...server.address, username: role, password: 'plain' };
    const { errors, differences } = await roundTrip({ address, database: db.name, binFolder });
    expect(differences).toEqual([]);
    expect(errors).toEqual([expect.stringMatching(/must be owner of extension plpgsql$/)]);
  },
);

whereDumped('the program says both and ends with 2', async () => {
  await db.ownerPool.query(`revoke pg_read_all_data from "${role}"`);
  const url = new URL(db.superuserUrl);
  url.username = role;
  url.password = 'plain';
  const main = path.join(import.meta.dirname, '../../dist/main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, '--url', url.href], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /^pg_dump could not read .*: permission denied for table secret.*\nThe role .*superuser/,
  );
});
