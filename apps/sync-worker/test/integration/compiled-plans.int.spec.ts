import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ProjectorService } from '@cadastre/catalog-projector';
import {
  asTenant,
  listRelations,
  projections,
  readModelSchema,
  searchCatalog,
} from '@cadastre/catalog-read-model';
import { createSequencer, eventStoreSchema, PostgresEventStore } from '@cadastre/event-store';
import { IntegrationRenamed } from '@cadastre/events';
import { createPool } from '@cadastre/postgres';
import { readPosition, readRebuild, requestRebuild } from '@cadastre/projections';
import { introspect } from '@cadastre/pg-introspection';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { egressPolicy, openTarget, parseTargetUrl } from '@cadastre/target-connection';
import { anIntegrationId, createTestDatabase, fixedTime, metadata, waitFor } from '@cadastre/testing';
import pg from 'pg';
import { CompilingServer, hasCompiler } from '../support/compiling-server.ts';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

/** Where results decide what lands the server is there, or this says so. */
const describeWithCompiler = hasCompiler || process.env.CI === 'true' ? describe : describe.skip;

/**
 * Of what a target is asked. Its session may be a pooler's, where nothing is set but in a transaction, by a statement that is sent anyhow;
 * and that one is planned before it sets anything. By default plans are compiled from a cost of 100,000 on: the dearest of these
 * reaches it with about 200,000 tables, where it takes more than a second anyway.
 */
const plannedBeforeAnySetting: Readonly<Record<string, RegExp>> = {
  'who answers': /pg_catalog\.version\(\), pg_catalog\.current_setting\(/,
  'where the snapshot is of': /pg_catalog\.pg_control_checkpoint\(\)/,
  'whether the statistics moved': /pg_catalog\.pg_stat_get_tuples_inserted\(/,
  'whether something changed meanwhile': /pg_catalog\.txid_visible_in_snapshot\(/,
  'settings and nothing else': /^(?!.* from ).*pg_catalog\.set_config\(/,
};

/** The function that makes partitions puts no plans off: they cost next to nothing. */
const ofPartitions = /from event_store\.commit_ids|from pg_inherits/;

const tenantId = 'default';

describeWithCompiler('a server that compiles each plan of a session that does not refuse it', () => {
  let server: CompilingServer;
  beforeAll(async () => {
    server = await CompilingServer.start();
  }, 60_000);
  afterAll(() => server.stop(), 60_000);

  test('compiles what others say', async () => {
    await server.forget();
    const other = new pg.Client({ connectionString: server.url });
    await other.connect();
    await other.query('select count(*) from pg_class');
    await other.end();
    expect(await server.compiled()).toEqual([{ query: 'select count(*) from pg_class', isNested: false }]);
  });

  test('compiles nothing in the functions of the event store that put plans off, on a connection that refuses nothing', async () => {
    const database = await createTestDatabase({ schemas: [eventStoreSchema], serverUrl: server.url });
    const pool = createPool({ connectionString: database.url, max: 1, applicationName: 'test' });
    await pool.query('set jit = on');
    const store = new PostgresEventStore({ pool });
    const sequencer = createSequencer({
      pool,
      owner: 'test',
      wakeUp: new WakeUp(),
      onSequenced: () => undefined,
      log: silentLog,
    });
    await server.forget();
    sequencer.start();
    const event = IntegrationRenamed.create({
      integration_id: anIntegrationId(),
      name: 'shop',
      renamed_at: fixedTime,
    });
    const streams = [{ streamId: `integration-${randomUUID()}`, expectedVersion: 0, events: [event] }];
    const { commitId } = await store.append({ streams, metadata: metadata() });
    await waitFor(async () => (await store.positionOfCommit(commitId)) !== null, { what: 'its position' });
    await sequencer.stop();
    const compiled = await server.compiled();
    await pool.end();
    await database.drop();
    const nested = compiled.filter(({ isNested }) => isNested).map(({ query }) => query);
    expect(nested.filter((query) => !ofPartitions.test(query))).toEqual([]);
    // What calls them is compiled: the connection refuses nothing.
    expect(compiled.map(({ query }) => query)).toContainEqual(expect.stringContaining('event_store.append('));
  });

  describe('of which it is the database and the target', () => {
    let work: WorkerUnderTest;
    beforeAll(async () => {
      work = await WorkerUnderTest.create({ serverUrl: server.url, otherSchemas: [readModelSchema] });
      await onTarget(
        'create table person (id int primary key, name text not null default now()::text)',
        'create table pet (id int, owner int references person, check (id > 0))',
        'create index on pet ((id + 1))',
        'create view happy as select name from person',
        `create function pets(p person) returns int language sql as 'select 1'`,
        'insert into person values (1)',
      );
    }, 60_000);
    afterAll(() => work.close(), 60_000);
    // Roles, databases and tables have been made: once in the life of an installation, with plans of no weight.
    beforeEach(() => server.forget());

    /** What the test says itself is not compiled. */
    const onTarget = (...statements: string[]): Promise<void> =>
      work.onTarget('set jit = off', ...statements);

    const completed = async (syncId: Parameters<typeof work.ended>[0]): Promise<void> =>
      expect(await work.ended(syncId)).toMatchObject({ type: 'SyncCompleted', data: { skipped: [] } });

    const caughtUp = async (): Promise<void> => {
      const { eventStore, pool } = work.platform;
      const head = await eventStore.headPosition();
      const positions = () => Promise.all(projections.map(({ name }) => readPosition(pool, name)));
      await waitFor(async () => (await positions()).every((position) => position >= head), {
        what: 'the read models to catch up',
        timeoutMs: 20_000,
      });
    };

    const searchAndList = async (): Promise<void> => {
      const { integrationId } = work;
      const { pool } = work.platform;
      const found = await asTenant(pool, tenantId, (tx) =>
        searchCatalog(tx, { tenantId, text: 'persn', limit: 20 }),
      );
      expect(found.items.map(({ qualified_name: name }) => name)).toContain('public.person');
      const listed = await asTenant(pool, tenantId, (tx) =>
        listRelations(tx, { tenantId, integrationId, limit: 20 }),
      );
      expect(listed.items).toHaveLength(3);
    };

    const rebuilt = async (): Promise<void> => {
      const { pool } = work.platform;
      await requestRebuild(pool, { projections, requestedBy: 'test' });
      await waitFor(async () => (await readRebuild(pool))?.state === 'done', {
        what: 'the rebuild',
        timeoutMs: 20_000,
      });
    };

    /** Of a statement that is known to be compiled its name; otherwise all of it. */
    const nameOf = (query: string): string =>
      Object.entries(plannedBeforeAnySetting).find(([, text]) => text.test(query))?.[0] ?? query;
    const compiledNames = async (): Promise<string[]> =>
      [...new Set((await server.compiled()).map(({ query }) => nameOf(query)))].sort();

    test('compiles no plan of ours but of what a target is asked before anything can be set', async () => {
      work.startWorker();
      const projector = new ProjectorService(work.platform, { batchSize: 100 });
      projector.start();
      await completed(await work.register());
      await completed(await work.requestSync());
      await onTarget('alter table pet rename column owner to keeper', 'drop function pets(person)');
      await completed(await work.requestSync());
      await caughtUp();
      await searchAndList();
      await rebuilt();
      await searchAndList();
      await projector.stop();
      expect(await compiledNames()).toEqual([
        'where the snapshot is of',
        'whether something changed meanwhile',
        'whether the statistics moved',
        'who answers',
      ]);
    }, 90_000);

    test('compiles none of a reading that is compared with nothing either', async () => {
      const address = parseTargetUrl(work.target.superuserUrl);
      const session = await openTarget(
        { ...address, password: address.password ?? '', ssl_mode: 'disable', ca_pem: null },
        egressPolicy({ allow: [], allowPrivate: true }),
        { applicationName: 'cadastre/test', connectTimeoutMs: 10_000, statementTimeoutMs: 60_000 },
      );
      const steps: string[] = [];
      for await (const { type } of introspect(session)) steps.push(type);
      await session.close();
      expect(steps.at(-1)).toBe('finished');
      expect(await compiledNames()).toEqual([
        'settings and nothing else',
        'whether something changed meanwhile',
        'who answers',
      ]);
    }, 30_000);
  });
});
