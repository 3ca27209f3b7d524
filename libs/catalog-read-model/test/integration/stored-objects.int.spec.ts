import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import {
  catalogProjection,
  fetchStoredObjects,
  readModelSchema,
  storedObjects,
  streamAsTenant,
} from '../../src/index.ts';
import { Log, project, tenantA, tenantB } from '../support/log.ts';
import { discovered, integrationId, table } from '../support/objects.ts';

const count = 1_200;
const catalog = { tenantId: tenantA, integrationId };
let db: TestDatabase;
let log: Log;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [readModelSchema] });
  log = new Log(tenantA);
  await project(
    db.pool,
    catalogProjection,
    Array.from({ length: count }, (_, n) => log.record(discovered(table(n + 1, 'shop', `t${n + 1}`)))),
  );
});
afterAll(() => db.drop());

const stream = (tenantId: string) =>
  streamAsTenant(db.pool, tenantId, (tx) => storedObjects(tx, { ...catalog, tenantId }));
const oids = async (tenantId: string): Promise<number[]> => {
  const seen: number[] = [];
  for await (const page of stream(tenantId)) seen.push(...page.map(({ identity }) => identity.oid));
  return seen;
};

test('gives every object once, and none of another tenant', async () => {
  expect(await oids(tenantA)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  expect(await oids(tenantB)).toEqual([]);
  const seenByAnother = streamAsTenant(db.pool, tenantB, (tx) => storedObjects(tx, catalog));
  expect((await seenByAnother.next()).done).toBe(true);
});

test('gives an object as its event described it', async () => {
  const described = table(7, 'shop', 't7');
  const found = streamAsTenant(db.pool, tenantA, async function* (tx) {
    yield await fetchStoredObjects(tx, catalog, [described.identity, { catalog: 'pg_proc', oid: 7 }]);
  });
  expect((await found.next()).value).toEqual([described]);
  await found.return();
});

test('is of one moment, whatever is projected meanwhile, and gives its connection back when nobody listens', async () => {
  const reading = stream(tenantA);
  await reading.next();
  await project(db.pool, catalogProjection, [log.record(discovered(table(count + 1, 'shop', 'late')))]);
  let rest = 500;
  for (let page = await reading.next(); !page.done; page = await reading.next()) rest += page.value.length;
  expect(rest).toBe(count);

  const abandoned = stream(tenantA);
  await abandoned.next();
  await abandoned.return();
  await waitFor(() => db.pool.totalCount === db.pool.idleCount);
  expect((await oids(tenantA)).length).toBe(count + 1);
});
