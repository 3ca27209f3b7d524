import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
beforeEach(async () => {
  work = await WorkerUnderTest.create();
});
afterEach(() => work.close());

/** Our own database refuses the end of every sync: each attempt dies after its catalog was written. */
const letNoSyncEnd = (): Promise<unknown> =>
  work.database.ownerPool.query(`
    create function jobs.refuse_end() returns trigger language plpgsql as
      $$ begin raise exception 'not yet'; end $$;
    create trigger refuse_end before update on jobs.jobs for each row
      when (new.state = 'completed') execute function jobs.refuse_end()`);
const letSyncsEnd = (): Promise<unknown> =>
  work.database.ownerPool.query('drop function jobs.refuse_end() cascade');

test('what came before a sync that did not end, and went after it, is gone in the next', async () => {
  await work.onTarget('create table stays (id int primary key)');
  work.startWorker();
  expect(await work.ended(await work.register())).toMatchObject({ type: 'SyncCompleted' });
  const known = (await work.catalogEvents()).length;

  await letNoSyncEnd();
  await work.onTarget('create table comes (id int primary key)');
  expect(await work.ended(await work.requestSync())).toMatchObject({ type: 'SyncDeadLettered' });
  expect(namesOf(await work.catalogEvents(known), 'ObjectDiscovered')).toEqual(['table public.comes']);

  await letSyncsEnd();
  await work.onTarget('drop table comes');
  expect(await work.ended(await work.requestSync())).toMatchObject({ type: 'SyncCompleted' });
  expect(namesOf(await work.catalogEvents(known), 'ObjectDropped')).toEqual(['table public.comes']);
});
