import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { introspect } from '../../src/introspect.ts';
import type { ActivityStep } from '../../src/introspection-step.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';
import { readAllObjects } from '../support/read-all-objects.ts';

let db: TestDatabase;
let session: TestSession;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  await db.ownerPool.query(/* sql */ `
    create schema one;
    create schema two;
    create table one.a (id int primary key, note text, check (id > 0));
    create table two.b (id int primary key references one.a, note text);
    create index on two.b (note);
    create view two.v as select id from two.b;
    create function one.f() returns int language sql as 'select 1';
    create type one.colour as enum ('red')`);
});

afterAll(async () => {
  await db.drop();
});

beforeEach(async () => {
  session = await openTestSession(db.superuserUrl);
});

afterEach(async () => {
  await session.close();
});

const isIdle = async (): Promise<boolean> => {
  const [row] = await session.query<[string]>('select pg_catalog.count(*) from pg_catalog.pg_cursors');
  return session.client.getTransactionStatus() === 'I' && row?.[0] === '0';
};

test('tells first which schemas it reads, last what it cost, and every activity in between', async () => {
  const { steps } = await readAllObjects(session);
  const scope = steps.find(({ type }) => type === 'scope');
  expect(scope).toEqual({ type: 'scope', schemas: ['public', 'one', 'two'], skipped: [] });
  expect(steps.at(-1)).toMatchObject({ type: 'finished', changedMeanwhile: false });

  const completed = steps.filter(
    (step): step is ActivityStep => step.type === 'activity' && step.state === 'completed',
  );
  expect(completed.map(({ activity, items }) => [activity, items])).toEqual([
    ['discover-schemas', 4], // and plpgsql
    ['relations', 3],
    ['columns', 5],
    ['keys-and-constraints', expect.any(Number)],
    ['indexes', 3],
    ['dependencies', expect.any(Number)],
    ['routines-and-types', 2],
  ]);
  for (const { activity } of completed) {
    const states = steps.flatMap((step) =>
      step.type === 'activity' && step.activity === activity ? [step.state] : [],
    );
    expect(states[0]).toBe('started');
    expect(states.at(-1)).toBe('completed');
  }
  const relations = steps.find((step) => step.type === 'activity' && step.activity === 'relations');
  expect(relations).toMatchObject({ state: 'started', items: 0, total: 3 });
});

test('counts statements, rows and the time of the transaction', async () => {
  const { steps } = await readAllObjects(session);
  const last = steps.at(-1);
  if (last?.type !== 'finished') throw new Error('the reading did not finish');
  expect(last.footprint.queries).toBe(session.statements.length);
  expect(last.footprint.rows).toBeGreaterThan(10);
  expect(last.footprint.longest_transaction_ms).toBeGreaterThan(0);
  expect(last.footprint.duration_ms).toBeGreaterThanOrEqual(last.footprint.longest_transaction_ms);
});

test('reads only the schemas asked for, and reports one that does not exist', async () => {
  const { steps, objects } = await readAllObjects(session, {
    includeSchemas: ['two', 'three', 'one'],
    excludeSchemas: ['one'],
  });
  expect(steps.find(({ type }) => type === 'scope')).toEqual({
    type: 'scope',
    schemas: ['two'],
    skipped: [{ scope: 'three', reason: 'no such schema' }],
  });
  const names = objects.map(({ object }) => object.qualified_name);
  expect(names).toEqual(['two', 'plpgsql', 'two.b', 'two.v']);
  const b = objects.find(({ object }) => object.name === 'b')?.object;
  expect(b?.definition).toMatchObject({
    constraints: expect.arrayContaining([expect.objectContaining({ name: 'b_id_fkey' })]),
  });
});

test('an object has the same hash whether or not other schemas are read', async () => {
  const all = await readAllObjects(session);
  const some = await readAllObjects(session, { includeSchemas: ['two'] });
  const hashes = new Map(all.objects.map(({ object, hash }) => [object.identity.oid, hash]));
  for (const { object, hash } of some.objects) expect(hash).toBe(hashes.get(object.identity.oid));
});

test('leaves schemas out that the caller found unreadable, with the reason', async () => {
  const skipSchemas = [{ scope: 'one', reason: 'locked by another session' }];
  const { steps, objects } = await readAllObjects(session, { skipSchemas });
  expect(steps.find(({ type }) => type === 'scope')).toMatchObject({
    schemas: ['public', 'two'],
    skipped: skipSchemas,
  });
  expect(objects.some(({ object }) => object.schema === 'one')).toBe(false);
});

test('gives the session back outside any transaction', async () => {
  await readAllObjects(session);
  expect(await isIdle()).toBe(true);
});

test('gives the session back when the consumer stops early', async () => {
  for await (const step of introspect(session)) {
    if (step.type === 'activity' && step.activity === 'columns') break;
  }
  expect(await isIdle()).toBe(true);
});

test('stops when it is told to', async () => {
  const controller = new AbortController();
  const reading = async () => {
    for await (const step of introspect(session, { signal: controller.signal })) {
      if (step.type === 'scope') controller.abort(new Error('cancelled'));
    }
  };
  await expect(reading()).rejects.toThrow('cancelled');
  expect(await isIdle()).toBe(true);
});

test('reads a database with nothing in it', async () => {
  const empty = await createTestDatabase({ schemas: [] });
  const other = await openTestSession(empty.superuserUrl);
  const { objects } = await readAllObjects(other);
  await other.close();
  await empty.drop();
  expect(objects.map(({ object }) => object.qualified_name)).toEqual(['public', 'plpgsql']);
});
