import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, randomDdl, waitFor, type TestDatabase } from '@cadastre/testing';
import pg from 'pg';
import type { Fingerprint } from '../../src/fingerprints/fingerprint.ts';
import { catchUp, toKnown } from '../support/catch-up.ts';
import { readAllObjects } from '../support/read-all-objects.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let session: TestSession;
let client: pg.Client;
const suffix = randomBytes(4).toString('hex');
const roles = [`inc_a_${suffix}`, `inc_b_${suffix}`, `inc_c_${suffix}`] as const;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  session = await openTestSession(db.superuserUrl);
  client = new pg.Client({ connectionString: db.superuserUrl });
  await client.connect();
  for (const role of roles) await client.query(`create role ${role}`);
});

afterAll(async () => {
  await client.query(`drop extension if exists pg_trgm, hstore, citext cascade`);
  await client.query(`drop owned by ${roles.join(', ')} cascade`);
  for (const role of roles) await client.query(`drop role if exists ${role}`);
  await client.end();
  await session.close();
  await db.drop();
});

const start = async () => catchUp(session, new Map(), null);

/** Other databases of the cluster take transaction ids as well: until none did while we looked. */
const quietStart = async () =>
  waitFor(
    async () => {
      const state = await start();
      const { extent } = await catchUp(session, state.known, state.fingerprint);
      return extent.type === 'nothing' && extent.isIdle ? state : undefined;
    },
    { what: 'a quiet moment', timeoutMs: 60_000 },
  );

describe('an incremental reading', () => {
  test('of an unchanged database reads nothing, whatever happens to its data', async () => {
    await client.query(
      `create table public.quiet (id int primary key, note text); insert into public.quiet values (1)`,
    );
    const first = await start();
    expect(first.extent).toMatchObject({ type: 'all', reason: 'first' });
    await client.query(`insert into public.quiet values (2); update public.quiet set note = 'x'`);
    await client.query('vacuum freeze public.quiet');
    await client.query('analyze public.quiet');
    // Freezing rows of the system catalogs keeps what they say of their age.
    await client.query('vacuum freeze pg_catalog.pg_class, pg_catalog.pg_attribute, pg_catalog.pg_type');
    session.statements.length = 0;
    const second = await catchUp(session, first.known, first.fingerprint);
    expect(second.extent).toEqual({ type: 'nothing', isIdle: false });
    expect(session.statements).toHaveLength(4);
  });

  test('does not even look where nobody wrote anything, and does where a transaction was open', async () => {
    await quietStart();
    const other = new pg.Client({ connectionString: db.superuserUrl });
    await other.connect();
    await other.query('begin; create table public.opened (id int)');
    const open = await start();
    await other.query('commit');
    await other.end();
    const { extent, objects } = await catchUp(session, open.known, open.fingerprint);
    expect(extent.type).toBe('part');
    expect(objects.map(({ object }) => object.name)).toContain('opened');
    await client.query('drop table public.opened');
  });

  test('reads one table of a thousand again when that changed, and what shows its name', async () => {
    await client.query(`
      do $$ begin for n in 1..1000 loop execute format('create table public.many%s (id int primary key)', n); end loop; end $$;
      create view public.shows as select id from public.many7`);
    const first = await start();
    await client.query('alter table public.many7 rename to seven');
    const { extent, objects, known } = await catchUp(session, first.known, first.fingerprint);
    expect(extent.type).toBe('part');
    const names = objects.map(({ object }) => object.name);
    expect(names).toEqual(expect.arrayContaining(['seven', 'shows']));
    expect(names.filter((name) => name.startsWith('many')).length).toBeLessThan(20);
    expect(known).toEqual((await start()).known);
    await client.query('drop view public.shows; drop table public.seven');
  });

  test.each<[string, (before: Fingerprint) => Fingerprint, string]>([
    ['another cluster', (f) => ({ ...f, origin: { ...f.origin, system: '1' } }), 'another-server'],
    ['another timeline', (f) => ({ ...f, origin: { ...f.origin, timeline: '99' } }), 'another-timeline'],
    ['a restarted server', (f) => ({ ...f, origin: { ...f.origin, startedAt: '' } }), 'server-restarted'],
    ['another database', (f) => ({ ...f, origin: { ...f.origin, databaseOid: '1' } }), 'another-database'],
    ['another version', (f) => ({ ...f, origin: { ...f.origin, serverVersion: '' } }), 'another-version'],
    ['another role', (f) => ({ ...f, origin: { ...f.origin, role: '1 f' } }), 'another-role'],
    ['another release of ours', (f) => ({ ...f, origin: { ...f.origin, reader: '' } }), 'another-reader'],
    ['transaction ids that went back', (f) => ({ ...f, transaction: String(2n ** 40n) }), 'transaction-ids'],
    [
      'transaction ids half a turn on',
      (f) => ({ ...f, transaction: String(-(2n ** 32n)) }),
      'transaction-ids',
    ],
  ])('reads everything after %s', async (_, change, reason) => {
    const { fingerprint, known } = await start();
    const { extent } = await catchUp(session, known, change(fingerprint));
    expect(extent).toMatchObject({ type: 'all', reason });
  });

  test('sees the new name of a role, of a schema and of the type of an array', async () => {
    await client.query(`
      create schema named; create type named.mood as enum ('a'); create table named.t (m named.mood[]);
      create view named.v as select '{a}'::named.mood[] as m from named.t; alter table named.t owner to ${roles[0]}`);
    let state = await start();
    for (const [ddl, type] of [
      [`alter role ${roles[0]} rename to inc_renamed_${suffix}`, 'part'],
      [`alter role inc_renamed_${suffix} rename to ${roles[0]}`, 'part'],
      [`alter type named.mood rename to humour`, 'part'],
      [`alter type named.humour rename value 'a' to 'b'`, 'part'],
      [`alter schema named rename to other`, 'all'],
    ] as const) {
      await client.query(ddl);
      state = await catchUp(session, state.known, state.fingerprint);
      expect([ddl, state.extent.type]).toEqual([ddl, type]);
      expect(state.known).toEqual((await start()).known);
    }
    await client.query('drop schema other cascade');
  });

  test('works for a role that may not know the cluster', async () => {
    await client.query(
      `revoke execute on function pg_control_system() from public; alter role ${roles[1]} login`,
    );
    const url = new URL(db.superuserUrl);
    url.username = roles[1];
    await client.query(`alter role ${roles[1]} password 'inc'`);
    url.password = 'inc';
    const weak = await openTestSession(url.href);
    const first = await catchUp(weak, new Map(), null);
    expect(first.fingerprint.origin.system).toBeNull();
    expect((await catchUp(weak, first.known, first.fingerprint)).extent.type).toBe('nothing');
    await weak.close();
    await client.query('grant execute on function pg_control_system() to public');
  });

  test.each([1, 2, 3])(
    'gives what a full one gives, whatever DDL came between (seed %i)',
    async (seed) => {
      await client.query(`drop schema if exists s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11 cascade`);
      await client.query('create schema s0; create schema s1');
      const ddl = randomDdl(client, { seed, roles });
      let state = await start();
      const extents: string[] = [];
      for (let round = 0; round < 20; round += 1) {
        const done: string[] = [];
        for (let at = 0; at < 12; at += 1) {
          const sql = await ddl.next();
          const worked = await client.query(sql).then(
            () => true,
            () => false,
          );
          if (worked) done.push(sql);
        }
        state = await catchUp(session, state.known, state.fingerprint);
        extents.push(state.extent.type);
        const full = toKnown((await readAllObjects(session)).objects);
        const wrong = [...new Set([...full.keys(), ...state.known.keys()])].filter(
          (key) => full.get(key) !== state.known.get(key),
        );
        expect({ done, wrong: wrong.map((key) => [full.get(key), state.known.get(key)]) }).toEqual({
          done,
          wrong: [],
        });
      }
      expect(extents.filter((type) => type === 'part').length).toBeGreaterThan(10);
    },
    120_000,
  );
});
