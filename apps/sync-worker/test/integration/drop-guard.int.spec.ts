import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TenantId } from '@cadastre/events';
import { countGoneOfPart } from '../../src/known-objects/count-gone-objects.ts';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
const tables = (schema: string, from: number, to: number): string =>
  `do $$ begin for n in ${from}..${to} loop execute format('create table ${schema}.t%s (id int)', n); end loop; end $$`;

beforeAll(async () => {
  work = await WorkerUnderTest.create();
  await work.onTarget('create schema a', 'create schema b', tables('a', 1, 6), tables('b', 1, 14));
  work.startWorker();
  await work.ended(await work.register());
});
afterAll(() => work.close());

test('a sync that would drop more than half of the objects stops, says so, and writes nothing', async () => {
  const before = (await work.catalogEvents()).length;
  await work.onTarget('drop schema b cascade', 'create table a.added (id int)');
  const end = await work.ended(await work.requestSync());
  expect(end).toMatchObject({
    type: 'SyncFailed',
    data: {
      attempt: 1,
      error: {
        code: 'drop-guard',
        detail:
          '14 of the 20 known relations, types and routines are not there any more; a sync stops at more than 50 %',
        hint: expect.stringContaining('"allow_drops": true') as unknown,
      },
    },
  });
  expect(await work.catalogEvents()).toHaveLength(before);
});

test('what was chosen away is not counted: it is neither gone nor a reason to think that little is', async () => {
  const catalog = { tenantId: TenantId.parse('default'), integrationId: work.integrationId };
  const none = { pg_class: [], pg_type: [], pg_proc: [] };
  const known = async (include: string[] | null, exclude: string[]): Promise<number> => {
    const choice = { include_schemas: include, exclude_schemas: exclude };
    const part = { buckets: none, oids: none, hasSmall: false };
    return (await countGoneOfPart(work.database.ownerPool, catalog, { part, choice })).known;
  };
  expect(await known(null, [])).toBe(20);
  expect(await known(['b'], [])).toBe(14);
  expect(await known(null, ['b'])).toBe(6);
});

test('it stops again as long as nobody says that they are gone, then it goes on', async () => {
  expect((await work.ended(await work.requestSync())).type).toBe('SyncFailed');
  const before = (await work.catalogEvents()).length;
  const end = await work.ended(await work.requestSync('reject', { allowDrops: true }));
  expect(end).toMatchObject({
    type: 'SyncCompleted',
    data: { counts: { table: { seen: 7, added: 1, dropped: 14 }, schema: { dropped: 1 } } },
  });
  expect(namesOf(await work.catalogEvents(before), 'ObjectDropped')).toHaveLength(15);
});

test('it stops as well where everything has to be read again', async () => {
  await work.database.ownerPool.query(`update sync_worker.fingerprints set is_current = false`);
  await work.onTarget('create table a.more (id int)', tables('a', 20, 25));
  expect((await work.ended(await work.requestSync())).type).toBe('SyncCompleted');
  await work.database.ownerPool.query(`update sync_worker.fingerprints set is_current = false`);
  await work.onTarget(
    `do $$ declare t regclass; begin for t in select oid from pg_class where relnamespace = 'a'::regnamespace and relkind = 'r'
       loop execute format('drop table %s', t); end loop; end $$`,
  );
  expect((await work.ended(await work.requestSync())).data).toMatchObject({ error: { code: 'drop-guard' } });
  expect((await work.ended(await work.requestSync('reject', { allowDrops: true }))).type).toBe(
    'SyncCompleted',
  );
});

test('few objects may all go', async () => {
  const small = await WorkerUnderTest.create();
  await small.onTarget('create schema s', tables('s', 1, 9));
  small.startWorker();
  await small.ended(await small.register());
  await small.onTarget('drop schema s cascade');
  expect((await small.ended(await small.requestSync())).data).toMatchObject({
    counts: { table: { dropped: 9 } },
  });
  await small.close();
});

test('the share is a setting', async () => {
  const strict = await WorkerUnderTest.create();
  await strict.onTarget('create schema s', tables('s', 1, 20));
  strict.startWorker({ dropGuardShare: 0.1 });
  await strict.ended(await strict.register());
  await strict.onTarget('drop table s.t1, s.t2, s.t3');
  expect((await strict.ended(await strict.requestSync())).data).toMatchObject({
    error: { code: 'drop-guard' },
  });
  await strict.close();
});
