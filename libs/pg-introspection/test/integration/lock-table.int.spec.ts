import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { EmbeddedPostgres } from '@cadastre/embedded-postgres';
import { temporaryFolder } from '@cadastre/testing';
import pg from 'pg';
import type { IntrospectedObject } from '../../src/objects/finish-object.ts';
import { introspect } from '../../src/introspect.ts';
import { SnapshotMoved } from '../../src/snapshot/snapshot-moved.ts';
import { hostileOperators } from '../support/hostile-operators.ts';
import { readAllObjects } from '../support/read-all-objects.ts';
import { readSince } from '../support/read-since.ts';
import { createPrintedUnderLocks, few, wide } from '../support/printed-under-locks.ts';
import { lockedBy } from '../support/locked-by.ts';
import { smallCapacity, startRoomy, startSmall } from '../support/small-lock-table.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

/** Of a quarter each there would be many. */
const share = smallCapacity / 2;
const views = 1_800;

let folder: ReturnType<typeof temporaryFolder>;
let server: EmbeddedPostgres;
let session: TestSession;
let other: pg.Client;
let inOneGo: { objects: IntrospectedObject[]; statements: string[] };

const read = async (): Promise<typeof inOneGo> => {
  session.statements.length = 0;
  const { objects } = await readAllObjects(session);
  return { objects, statements: [...session.statements] };
};

beforeAll(async () => {
  folder = temporaryFolder('locks');
  server = await startRoomy(folder.path);
  await createPrintedUnderLocks(server.url, views);
  session = await openTestSession(server.url);
  inOneGo = await read();
  await session.close();
  await server.stop();
  server = await startSmall(folder.path);
}, 120_000);

afterAll(async () => {
  await server.stop();
  folder.remove();
});

beforeEach(async () => {
  session = await openTestSession(server.url);
  other = new pg.Client({ connectionString: server.url });
  await other.connect();
});

afterEach(async () => {
  await session.close();
  await other.end();
});

const lockedNow = (): Promise<number> => lockedBy(session, other);

const isPiece = (sql: string): boolean => sql.includes('piece(printed)');
const isOf = (command: string) => (sql: string) => sql.startsWith(command);

test('with room for all locks nothing is read in pieces', () => {
  expect(inOneGo.statements.filter(isOf('SAVEPOINT'))).toEqual([]);
  expect(inOneGo.statements.length).toBeLessThanOrEqual(19);
});

test('in one go it does not fit into the table', async () => {
  await other.query('begin');
  const printAll = `select pg_get_viewdef(oid) from pg_class where relkind = 'v' and oid >= 16384`;
  await expect(other.query(printAll)).rejects.toMatchObject({ code: '53200' });
  await other.query('rollback');
});

test('in pieces all is read, and as in one go', async () => {
  const { objects, statements } = await read();
  expect(objects.map(({ object, hash }) => [object.qualified_name, hash])).toEqual(
    inOneGo.objects.map(({ object, hash }) => [object.qualified_name, hash]),
  );
  expect(objects.length).toBeGreaterThan(views + views / 3);
  expect(statements.filter(isOf('ROLLBACK TO')).length).toBeGreaterThan(views / share);
});

test('a piece locks no more than its share, and the next begins with none of its locks', async () => {
  const atEnd: number[] = [];
  const atBegin: number[] = [];
  session.beforeStatement = async (sql) => {
    if (sql.startsWith('ROLLBACK TO')) atEnd.push(await lockedNow());
    if (isPiece(sql)) atBegin.push(await lockedNow());
  };
  const whileReading: number[] = [];
  for await (const step of introspect(session)) {
    if (step.type === 'page') whileReading.push(await lockedNow());
  }
  const beyond = atEnd.filter((locked) => locked > share);
  expect(beyond).toHaveLength(2); // the views that lock more alone
  for (const locked of beyond) expect(locked).toBe(wide);
  expect(Math.max(...atEnd.filter((locked) => locked <= share))).toBe(share);
  expect(new Set(atBegin)).toEqual(new Set([0]));
  // One more while it is printed.
  expect(Math.max(...whileReading)).toBeLessThanOrEqual(wide + 1);
  expect(whileReading.length).toBeGreaterThan(2);
});

test('between the first piece and the last nothing else is opened', async () => {
  const { statements } = await read();
  const inside: string[] = [];
  let isInside = false;
  const lastPiece = statements.findLastIndex(isPiece);
  for (const sql of statements.slice(0, lastPiece)) {
    if (isInside) inside.push(sql);
    if (sql.startsWith('SAVEPOINT')) isInside = true;
  }
  expect(inside.length).toBeGreaterThan(2);
  expect(inside.filter((sql) => !/^ROLLBACK TO|piece\(printed\)/.test(sql))).toEqual([]);
});

test('where two pieces of a quarter are enough, they take four statements more', async () => {
  const readFew = async (): Promise<{ atEnd: number[]; names: string[] }> => {
    const atEnd: number[] = [];
    session.statements.length = 0;
    session.beforeStatement = async (sql) => {
      if (sql.startsWith('ROLLBACK')) atEnd.push(await lockedNow());
    };
    const { objects } = await readAllObjects(session, { includeSchemas: ['few'] });
    return { atEnd, names: objects.map(({ object }) => object.name) };
  };
  const { atEnd, names } = await readFew();
  expect(names.filter((name) => name.startsWith('v'))).toHaveLength(few);
  expect(atEnd).toEqual([smallCapacity / 4, few - smallCapacity / 4]);
  expect(session.statements).toHaveLength(inOneGo.statements.length + 4);
});

test('counts all of its statements', async () => {
  const { steps } = await readAllObjects(session);
  const last = steps.at(-1);
  if (last?.type !== 'finished') throw new Error('the reading did not finish');
  expect(last.footprint.queries).toBe(session.statements.length);
});

test('a consumer that stops in the middle of a piece leaves the session idle and of use', async () => {
  for await (const step of introspect(session)) {
    const hasBegun = session.statements.some(isOf('SAVEPOINT'));
    if (step.type === 'page' && hasBegun) break;
  }
  const begun = session.statements.filter(isPiece).length;
  expect(session.client.getTransactionStatus()).toBe('I');
  expect(await lockedNow()).toBe(0);
  const { objects, statements } = await read();
  expect(objects).toHaveLength(inOneGo.objects.length);
  expect(statements.filter(isPiece).length).toBeGreaterThan(begun);
});

test('of what changed only so much is read in pieces as locks more than the share', async () => {
  const { fingerprint } = await readSince(session, null);
  await other.query(`comment on view v500 is 'changed'`);
  session.statements.length = 0;
  const few = await readSince(session, fingerprint);
  expect(few.extent).toBe('part');
  expect(few.objects.map(({ object }) => object.name)).toContain('v500');
  expect(session.statements.filter(isOf('SAVEPOINT'))).toEqual([]);

  await other.query(`do $$ begin for n in 1..150 loop
    execute format('comment on view v%s is %L', n, 'changed too'); end loop; end $$`);
  session.statements.length = 0;
  const many = await readSince(session, few.fingerprint);
  expect(many.extent).toBe('part');
  expect(session.statements.filter(isOf('ROLLBACK TO')).length).toBeGreaterThan(2);
  const { objects } = await read();
  const hashes = new Map(objects.map(({ object, hash }) => [object.qualified_name, hash]));
  for (const { object, hash } of many.objects) expect(hash).toBe(hashes.get(object.qualified_name));
  const names = many.objects.map(({ object }) => object.name);
  expect(names).toEqual(expect.arrayContaining(Array.from({ length: 150 }, (_, n) => `v${n + 1}`)));
  expect(names).not.toContain('v1700');
});

test('operators of a schema that the role looks into first are not run', async () => {
  const expected = (await read()).objects.map(({ hash }) => hash);
  await other.query(`create schema evil; ${hostileOperators}`);
  try {
    await session.client.query('set search_path = evil, pg_catalog');
    await expect(session.client.query('select 1::oid >= 1::oid')).rejects.toThrow('hostile code ran');
    const { objects } = await readAllObjects(session, { excludeSchemas: ['evil'] });
    expect(objects.map(({ hash }) => hash)).toEqual(expected);
  } finally {
    await other.query('drop schema evil cascade');
  }
});

test('an error inside a piece ends the reading, and leaves the session idle and of use', async () => {
  await other.query('create view doomed as select 1 as id');
  const before = async (sql: string): Promise<void> => {
    if (sql.startsWith('ROLLBACK TO')) await other.query('drop view if exists doomed');
  };
  session.beforeStatement = before;
  await expect(readAllObjects(session)).rejects.toThrow(SnapshotMoved);
  expect(session.statements.at(-1)).toBe('ROLLBACK');
  expect(session.client.getTransactionStatus()).toBe('I');
  expect(await lockedNow()).toBe(0);
  expect((await read()).objects).toHaveLength(inOneGo.objects.length);
});
