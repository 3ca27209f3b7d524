import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  IntegrationRegistered,
  SyncCompleted,
  SyncDeadLettered,
  SyncOpened,
  SyncRequested,
  SyncRequeued,
  SyncStarted,
  type NewEvent,
  type SyncId,
} from '@cadastre/events';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import {
  asTenant,
  catalogProjection,
  catalogReading,
  integrationsProjection,
  readModelSchema,
  syncsProjection,
  type CatalogReading,
} from '../../src/index.ts';
import { Log, project, tenantA, tenantB } from '../support/log.ts';
import { discovered, integrationId as id, table } from '../support/objects.ts';

const integration_id = id;
const syncOf = (n: number) => `00000000-0000-4000-9000-${String(n).padStart(12, '0')}` as SyncId;
const second = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();
const skipped = [{ scope: 'billing', reason: 'locked' }];

const registered = IntegrationRegistered.create({
  integration_id,
  integration_type: 'POSTGRESQL',
  name: 'Shop',
  target: {
    host: 'db.example',
    port: 5433,
    database_name: 'shop',
    username: 'reader',
    ssl_mode: 'require',
  },
  credential_version: 1,
  options: { exclude_schemas: ['tmp'] },
  registered_at: second(0),
});
const requested = (n: number): NewEvent[] => [
  SyncRequested.create({ integration_id, sync_id: syncOf(n), trigger: 'request', requested_at: second(n) }),
  SyncOpened.create({ integration_id, sync_id: syncOf(n), opened_at: second(n) }),
];
const started = (n: number, at = n): NewEvent =>
  SyncStarted.create({
    integration_id,
    sync_id: syncOf(n),
    attempt: 1,
    worker: 'worker:test',
    started_at: second(at),
  });
const completed = (n: number, at = n): NewEvent =>
  SyncCompleted.create({
    integration_id,
    sync_id: syncOf(n),
    attempt: 1,
    counts: {},
    skipped,
    footprint: { queries: 1, rows: 1, bytes: 1, duration_ms: 1, longest_transaction_ms: 1 },
    completed_at: second(at),
  });
const deadLettered = (n: number): NewEvent =>
  SyncDeadLettered.create({
    integration_id,
    sync_id: syncOf(n),
    attempt: 5,
    error: { code: 'target-unreachable', detail: 'Nothing answers.', hint: null },
    dead_lettered_at: second(n),
  });
const requeued = (n: number, at: number): NewEvent[] => [
  SyncRequeued.create({ integration_id, sync_id: syncOf(n), requeued_at: second(at) }),
  SyncOpened.create({ integration_id, sync_id: syncOf(n), opened_at: second(at) }),
];

describe('the reading behind a catalog', () => {
  let db: TestDatabase;
  let log: Log;

  beforeAll(async () => {
    db = await createTestDatabase({ schemas: [readModelSchema] });
  });
  beforeEach(async () => {
    await db.ownerPool.query(
      'truncate read_model.integrations, read_model.syncs, read_model.catalogs, read_model.objects',
    );
    log = new Log();
  });
  afterAll(() => db.drop());

  const given = async (...events: NewEvent[]): Promise<void> => {
    const recorded = events.map((event) => log.record(event));
    for (const projection of [integrationsProjection, syncsProjection, catalogProjection])
      await project(db.pool, projection, recorded);
  };
  const reading = (tenantId = tenantA): Promise<CatalogReading | null> =>
    asTenant(db.pool, tenantId, (tx) => catalogReading(tx, { tenantId, integrationId: integration_id }));
  const syncsOf = async () => {
    const found = await reading();
    return [found?.completed?.syncId, found?.unfinished?.syncId, found?.latest?.syncId];
  };

  test('is null for another tenant, and none before a first sync has ended', async () => {
    await given(registered, ...requested(1));
    expect(await reading(tenantB)).toBeNull();
    const { options, ...rest } = (await reading()) as CatalogReading;
    expect(options.exclude_schemas).toEqual(['tmp']);
    expect(rest).toEqual({
      databaseName: 'shop',
      integrationStatus: 'active',
      version: null,
      completed: null,
      unfinished: null,
      latest: { syncId: syncOf(1), status: 'STARTED', deadLetter: false },
    });
  });

  test('is unfinished while the first sync writes, and has times and what was skipped when it ended', async () => {
    await given(registered, ...requested(1), started(1, 2), discovered(table(1, 'shop', 'orders')));
    expect(await reading()).toMatchObject({
      version: expect.stringMatching(/^\d+$/),
      completed: null,
      unfinished: { syncId: syncOf(1), status: 'PROCESSING' },
    });
    await given(completed(1, 3));
    expect(await reading()).toMatchObject({
      completed: { syncId: syncOf(1), startedAt: second(2), finishedAt: second(3), skipped },
      unfinished: null,
    });
  });

  test('names what a later sync left half done, until the next one ends', async () => {
    await given(registered, ...requested(1), started(1), completed(1));
    await given(...requested(2));
    expect(await syncsOf()).toEqual([syncOf(1), undefined, syncOf(2)]);
    await given(started(2), deadLettered(2), ...requested(3));
    expect(await syncsOf()).toEqual([syncOf(1), syncOf(2), syncOf(3)]);
    await given(started(3), completed(3));
    expect(await syncsOf()).toEqual([syncOf(3), undefined, syncOf(3)]);
  });

  test('is that of an older sync that was requeued, once that has ended', async () => {
    await given(registered, ...requested(1), started(1), deadLettered(1));
    await given(...requested(2), started(2), completed(2));
    await given(...requeued(1, 3), started(1, 4));
    expect(await syncsOf()).toEqual([syncOf(2), syncOf(1), syncOf(1)]);
    await given(completed(1, 5));
    expect(await syncsOf()).toEqual([syncOf(1), undefined, syncOf(1)]);
  });

  test('costs the same however long the history is', async () => {
    await given(registered, ...requested(1), started(1), completed(1));
    // Many of this integration, and more of others, later ones too.
    await inTransaction(db.pool, async (tx) => {
      await tx.query(`select set_config('cadastre.tenant_id', '*', true)`);
      await tx.query(
        `insert into read_model.syncs
         select (jsonb_populate_record(s, jsonb_build_object(
                  'sync_id', gen_random_uuid(), 'requested_at', s.requested_at + n * interval '1 s',
                  'integration_id', case when n % 4 = 0 then s.integration_id else gen_random_uuid() end))).*
           from read_model.syncs s, generate_series(1, 4000) n`,
      );
    });
    await db.ownerPool.query('analyze read_model.syncs');
    const plan = await asTenant(db.pool, tenantA, async (tx) => {
      const seen: string[] = [];
      const explain = async (sql: string, params: unknown[]) => {
        const { rows } = await tx.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params);
        seen.push(...rows.map((row) => row['QUERY PLAN']));
        return tx.query(sql, params);
      };
      await catalogReading({ query: explain } as unknown as Queryable, {
        tenantId: tenantA,
        integrationId: integration_id,
      });
      return seen.join('\n');
    });
    expect(plan).toMatch(/Index Scan.* syncs_newest_of_integration /);
    expect(plan).not.toMatch(/Seq Scan on syncs|Sort/);
  });
});
