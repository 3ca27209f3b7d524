import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@cadastre/embedded-postgres';
import { silentLog } from '@cadastre/service-runtime';
import { temporaryFolder } from '@cadastre/testing';
import pg from 'pg';
import { hasPooler, startPooler } from '../support/pooler.ts';
import { StatementCounter } from '../support/statement-counter.ts';
import { WorkerUnderTest, namesOf } from '../support/worker-under-test.ts';

const withPooler = hasPooler || process.env.CI === 'true' ? test : test.skip;

/** Room for 400 locks, of which a piece may take 200. */
const settings = { max_connections: '20', max_locks_per_transaction: '20', fsync: 'off' };
const views = 450;
/** Of which each but the first locks one. */
const fewestPieces = Math.ceil((views - 1) / 200);

let folder: ReturnType<typeof temporaryFolder>;
let server: EmbeddedPostgres;
let work: WorkerUnderTest;

beforeAll(async () => {
  folder = temporaryFolder('locks');
  server = await startEmbeddedPostgres({ dataDir: folder.path, settings, log: silentLog });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(/* sql */ `
    do $$ begin
      create view v1 as select 1 as id;
      for n in 2..${views} loop
        execute format('create view v%s as select id from v%s', n, n - 1);
        if n % 20 = 0 then commit; end if;
      end loop;
    end $$`);
  await client.end();
}, 60_000);

afterAll(async () => {
  await server.stop();
  folder.remove();
});

beforeEach(async () => {
  work = await WorkerUnderTest.create();
});

afterEach(async () => {
  await work.close();
});

test('a sync of more views than there may be locks reads them all, and its footprint counts the pieces', async () => {
  const counter = await StatementCounter.start({ host: '127.0.0.1', port: server.port });
  try {
    work.startWorker({ leaseSeconds: 30, heartbeatSeconds: 10 });
    const end = await work.ended(await work.register({ url: server.url, port: counter.port }));
    expect(end).toMatchObject({
      type: 'SyncCompleted',
      data: { attempt: 1, skipped: [], counts: { view: { added: views } } },
    });
    const { footprint } = end.data as { footprint: { queries: number } };
    expect(footprint.queries).toBe(counter.statements);
    expect(footprint.queries).toBeGreaterThan(20 + 2 * fewestPieces);
    expect(footprint.queries).toBeLessThanOrEqual(25 + 2 * fewestPieces);
  } finally {
    await counter.stop();
  }
}, 30_000);

withPooler(
  'it does so through a pooler that works by transaction',
  async () => {
    const pooler = await startPooler(server.url, 'transaction');
    try {
      work.startWorker({ leaseSeconds: 30, heartbeatSeconds: 10 });
      const end = await work.ended(await work.register({ url: server.url, port: pooler.port }));
      expect(end).toMatchObject({ type: 'SyncCompleted', data: { attempt: 1, skipped: [] } });
      const { footprint } = end.data as { footprint: { queries: number } };
      expect(footprint.queries).toBeGreaterThan(20 + 2 * fewestPieces);
      const found = new Set(namesOf(await work.catalogEvents(), 'ObjectDiscovered'));
      for (let n = 1; n <= views; n += 1) expect(found).toContain(`view public.v${n}`);
    } finally {
      await pooler.stop();
    }
  },
  30_000,
);
