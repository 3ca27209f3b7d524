import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deleteIntegration, integrationToRead } from '@cadastre/integration';
import { loadState } from '@cadastre/event-store';
import type { RecordedEvent } from '@cadastre/events';
import { waitFor } from '@cadastre/testing';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
beforeAll(async () => {
  work = await WorkerUnderTest.create();
  await work.onTarget(`create table t (id int)`, `create table other (id int)`);
  work.startWorker();
  await work.ended(await work.register());
});
afterAll(() => work.close());

type Known = { name: string; alterations: number; has_base: boolean; hash: string };
const known = async (name: string): Promise<Known | undefined> => {
  const { rows } = await work.database.ownerPool.query<Known>(
    `select name, cardinality(altered_commits) as alterations, base is not null as has_base, encode(hash, 'hex') as hash
       from sync_worker.known_objects where name = $1 and kind = 'table'`,
    [name],
  );
  return rows[0];
};
const sync = async (): Promise<RecordedEvent> => work.ended(await work.requestSync());
const alteration = async (from: number): Promise<unknown> =>
  (await work.catalogEvents(from))
    .filter(({ type }) => type === 'ObjectAltered')
    .map(({ data }) => (data as { changes: unknown }).changes);
const written = async (): Promise<number> => (await work.catalogEvents()).length;

test('an object altered again and again is folded from a base, and says the same', async () => {
  for (let round = 1; round <= 31; round += 1) {
    await work.onTarget(`comment on table t is 'round ${round}'`);
    await sync();
  }
  expect(await known('t')).toMatchObject({ alterations: 31, has_base: false });
  await work.onTarget(`comment on table t is 'round 32'`);
  await sync();
  expect(await known('t')).toMatchObject({ alterations: 0, has_base: true });

  for (const round of [33, 34]) {
    const before = await written();
    await work.onTarget(`comment on table t is 'round ${round}'`);
    await sync();
    expect(await alteration(before)).toMatchObject([
      [{ path: ['comment'], before: `round ${round - 1}`, after: `round ${round}` }],
    ]);
  }
  expect(await known('t')).toMatchObject({ alterations: 2, has_base: true });
}, 120_000);

test('an object that only hashes otherwise is compared once', async () => {
  const { hash } = (await known('other')) ?? {};
  const before = await written();
  await work.database.ownerPool.query(
    `update sync_worker.known_objects set hash = decode(repeat('00', 32), 'hex') where name = 'other'`,
  );
  // As after a release that reads otherwise: the target is as it was, and is read all the same.
  await work.database.ownerPool.query(
    `update sync_worker.fingerprints set origin = jsonb_set(origin, '{reader}', '"another"')`,
  );
  expect((await sync()).data).toMatchObject({ counts: { table: { changed: 0 } } });
  expect(await written()).toBe(before);
  expect((await known('other'))?.hash).toBe(hash);
});

test('a deleted integration leaves nothing to compare with', async () => {
  const { state } = await loadState(
    work.platform.eventStore,
    'default',
    integrationToRead(work.integrationId),
  );
  const { integrationId } = work;
  await work.append(deleteIntegration(state, { integrationId, at: new Date().toISOString() }));
  await waitFor(async () => (await known('t')) === undefined, { what: 'forgetting' });
  expect(await known('other')).toBeUndefined();
});
