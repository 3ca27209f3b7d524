import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
beforeEach(async () => {
  work = await WorkerUnderTest.create();
});
afterEach(() => work.close());

/** Up to which of the target's transactions what is known is known to be true, and a print of its statistics. */
const stored = async (): Promise<{ transaction: bigint; statistics: Buffer | null }> => {
  const { rows } = await work.database.ownerPool.query<{ transaction: string; statistics: Buffer | null }>(
    'select transaction, statistics from sync_worker.fingerprints where is_current',
  );
  const [row] = rows;
  if (row === undefined) throw new Error('there is nothing to compare with');
  return { ...row, transaction: BigInt(row.transaction) };
};

test('a sync that finds nothing changed is what the next one compares with', async () => {
  await work.onTarget('create table rests (id int)');
  work.startWorker();
  await work.ended(await work.register());
  const first = await stored();
  expect(first.statistics?.length).toBeGreaterThan(0);
  const events = (await work.catalogEvents()).length;
  await work.onTarget('select txid_current()');
  expect(await work.ended(await work.requestSync())).toMatchObject({ type: 'SyncCompleted' });
  const second = await stored();
  expect(second.transaction).toBeGreaterThan(first.transaction);
  // Autovacuum may have counted something meanwhile: there is a print, whichever.
  expect(second.statistics?.length).toBeGreaterThan(0);
  expect(await work.catalogEvents(events)).toEqual([]);
});
