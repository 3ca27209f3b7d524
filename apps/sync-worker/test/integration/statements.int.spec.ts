import { expect, test } from '@jest/globals';
import { StatementCounter } from '../support/statement-counter.ts';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

const mostStatements = 25;

/** What a target is sent from the first byte of a connection to its end. */
const statementsOfSyncs = async (tables: number): Promise<{ first: number; full: number }> => {
  const work = await WorkerUnderTest.create();
  await work.onTarget(`
    do $$ begin
      for n in 1..${tables} loop
        execute format('create table t%s (id int primary key, other int references t%s, note text default %L)', n, n, n);
        execute format('insert into t%s values (1, 1)', n);
        execute format('create view v%s as select * from t%s', n, n);
      end loop;
    end $$`);
  const url = new URL(work.target.superuserUrl);
  const counter = await StatementCounter.start({ host: url.hostname, port: Number(url.port) });
  const ended = async (syncId: Parameters<typeof work.ended>[0]): Promise<number> => {
    const end = await work.ended(syncId);
    expect(end.type).toBe('SyncCompleted');
    const { attempt, footprint } = end.data as { attempt: number; footprint: { queries: number } };
    expect(attempt).toBe(1);
    const { queries } = footprint;
    const sent = counter.statements;
    counter.statements = 0;
    expect(queries).toBe(sent);
    return sent;
  };
  try {
    // A lease that a busy machine does not lose: a second attempt would be counted too.
    work.startWorker({ leaseSeconds: 30, heartbeatSeconds: 10 });
    const first = await ended(await work.register({ port: counter.port }));
    // Another server start is another origin: everything is read once more, and compared.
    await work.database.ownerPool.query(
      `update sync_worker.fingerprints set origin = jsonb_set(origin::jsonb, '{startedAt}', '""')`,
    );
    const full = await ended(await work.requestSync());
    return { first, full };
  } finally {
    await counter.stop();
    await work.close();
  }
};

test('a sync that reads everything sends at most 25 statements from connect to end, and no more for ten times the size', async () => {
  const small = await statementsOfSyncs(60);
  const large = await statementsOfSyncs(600);
  expect(large).toEqual(small);
  expect(small.first).toBeLessThanOrEqual(mostStatements);
  expect(small.full).toBeLessThanOrEqual(mostStatements);
});
