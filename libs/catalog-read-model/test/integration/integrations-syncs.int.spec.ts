import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CredentialChanged,
  FollowUpSyncQueued,
  IntegrationDeleted,
  IntegrationDisabled,
  IntegrationRegistered,
  IntegrationRenamed,
  SyncActivityStarted,
  SyncClosed,
  SyncOpened,
  SyncProgressed,
  SyncRequested,
  SyncStarted,
  type IntegrationId,
  type NewEvent,
  type SyncId,
} from '@cadastre/events';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import {
  asTenant,
  getIntegration,
  getSync,
  integrationsOfDatabase,
  integrationsProjection,
  latestSync,
  listIntegrations,
  listSyncs,
  readModelSchema,
  syncsProjection,
} from '../../src/index.ts';
import { Log, project, tenantA, tenantB } from '../support/log.ts';

const integrationOf = (n: number) =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as IntegrationId;
const syncOf = (n: number) => `00000000-0000-4000-9000-${String(n).padStart(12, '0')}` as SyncId;
const second = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, n, 123)).toISOString();
const target = {
  host: 'db.example',
  port: 5433,
  database_name: 'shop',
  username: 'reader',
  ssl_mode: 'require' as const,
};

const registered = (n: number) =>
  IntegrationRegistered.create({
    integration_id: integrationOf(n),
    integration_type: 'POSTGRESQL',
    name: `Shop ${n}`,
    target,
    credential_version: 1,
    options: { exclude_schemas: ['tmp'] },
    registered_at: second(n),
  });
const opened = (n: number, sync: number) =>
  SyncOpened.create({ integration_id: integrationOf(n), sync_id: syncOf(sync), opened_at: second(sync) });
const requested = (n: number, sync: number) =>
  SyncRequested.create({
    integration_id: integrationOf(n),
    sync_id: syncOf(sync),
    trigger: 'registration',
    requested_at: second(sync),
  });

describe('integrations and syncs', () => {
  let db: TestDatabase;
  const log = new Log();

  beforeAll(async () => {
    db = await createTestDatabase({ schemas: [readModelSchema] });
  });
  afterAll(() => db.drop());

  const given = async (...events: NewEvent[]): Promise<void> => {
    const recorded = events.map((event) => log.record(event));
    await project(db.pool, integrationsProjection, recorded);
    await project(db.pool, syncsProjection, recorded);
  };
  const integration = (n: number) =>
    asTenant(db.pool, tenantA, (tx) =>
      getIntegration(tx, { tenantId: tenantA, integrationId: integrationOf(n) }),
    );
  const sync = (n: number) =>
    asTenant(db.pool, tenantA, (tx) => getSync(tx, { tenantId: tenantA, syncId: syncOf(n) }));

  test('an integration shows everything public, and of its password only that there is one', async () => {
    await given(registered(1), requested(1, 1), opened(1, 1));
    const row = await integration(1);
    expect(row).toEqual({
      integration_id: integrationOf(1),
      integration_type: 'POSTGRESQL',
      name: 'Shop 1',
      status: 'active',
      ...target,
      options: { include_schemas: null, exclude_schemas: ['tmp'], statement_timeout_ms: 300_000 },
      credential_version: 1,
      credential_updated_at: second(1),
      password_set: true,
      latest_sync_id: syncOf(1),
      running_sync_id: syncOf(1),
      queued_sync_id: null,
      latest_sync: {
        sync_id: syncOf(1),
        status: 'STARTED',
        dead_letter: false,
        requested_at: second(1),
        started_at: null,
        finished_at: null,
      },
      created_at: second(1),
      updated_at: second(1),
      deleted_at: null,
    });
  });

  test('an integration follows what happens to it', async () => {
    const id = { integration_id: integrationOf(2) };
    await given(
      registered(2),
      opened(2, 2),
      requested(2, 2),
      IntegrationRenamed.create({ ...id, name: 'Boutique', renamed_at: second(20) }),
      CredentialChanged.create({
        ...id,
        target: { ...target, host: 'db2.example' },
        credential_version: 2,
        changed_at: second(21),
      }),
      FollowUpSyncQueued.create({ ...id, sync_id: syncOf(3), queued_at: second(22) }),
      IntegrationDisabled.create({ ...id, disabled_at: second(23) }),
    );
    expect(await integration(2)).toMatchObject({
      name: 'Boutique',
      host: 'db2.example',
      credential_version: 2,
      credential_updated_at: second(21),
      updated_at: second(23),
      status: 'disabled',
      running_sync_id: syncOf(2),
      queued_sync_id: syncOf(3),
    });
    expect(await sync(3)).toMatchObject({
      status: 'STARTED',
      trigger: 'follow-up',
      requested_at: second(22),
    });
    await given(
      SyncClosed.create({ ...id, sync_id: syncOf(2), outcome: 'COMPLETED', closed_at: second(24) }),
      opened(2, 3),
    );
    expect(await integration(2)).toMatchObject({
      latest_sync_id: syncOf(3),
      running_sync_id: syncOf(3),
      queued_sync_id: null,
    });
  });

  test('a deleted integration says so, leaves the lists, and takes its queued sync with it', async () => {
    const id = { integration_id: integrationOf(4) };
    await given(
      registered(4),
      FollowUpSyncQueued.create({ ...id, sync_id: syncOf(5), queued_at: second(5) }),
      IntegrationDeleted.create({ ...id, deleted_at: second(30) }),
    );
    expect(await integration(4)).toMatchObject({
      status: 'deleted',
      deleted_at: second(30),
      password_set: false,
    });
    expect(await sync(5)).toMatchObject({ status: 'CANCELLED', finished_at: second(30) });
    const listed = (status: 'deleted' | null) =>
      asTenant(db.pool, tenantA, async (tx) => {
        const { items } = await listIntegrations(tx, { tenantId: tenantA, status, limit: 50 });
        return items.map(({ integration_id }) => integration_id);
      });
    expect(await listed(null)).not.toContain(integrationOf(4));
    expect(await listed('deleted')).toEqual([integrationOf(4)]);
  });

  test('lists are newest first and page by cursor', async () => {
    await given(...[10, 11, 12, 13].flatMap((n) => [registered(n), opened(n, n), requested(n, n)]));
    const [first, second_, syncs, ofOne] = await asTenant(db.pool, tenantA, async (tx) => {
      const page = await listIntegrations(tx, { tenantId: tenantA, integrationType: 'POSTGRESQL', limit: 3 });
      return [
        page,
        await listIntegrations(tx, {
          tenantId: tenantA,
          integrationType: 'POSTGRESQL',
          limit: 50,
          cursor: page.nextCursor,
        }),
        await listSyncs(tx, { tenantId: tenantA, integrationType: 'POSTGRESQL', limit: 2 }),
        await listSyncs(tx, { tenantId: tenantA, integrationId: integrationOf(10), limit: 2 }),
      ] as const;
    });
    expect(first.items.map(({ name }) => name)).toEqual(['Shop 13', 'Shop 12', 'Shop 11']);
    expect(first.hasMore).toBe(true);
    expect(second_.items[0]?.name).toBe('Shop 10');
    expect(syncs.items.map(({ sync_id }) => sync_id)).not.toContain(syncOf(10));
    expect(ofOne.items.map(({ sync_id }) => sync_id)).toEqual([syncOf(10)]);
    const latest = await asTenant(db.pool, tenantA, (tx) =>
      latestSync(tx, { tenantId: tenantA, integrationId: integrationOf(2) }),
    );
    expect(latest?.sync_id).toBe(syncOf(3));
  });

  test('a sync shows its activities as they stand, batch after batch', async () => {
    const ids = { integration_id: integrationOf(10), sync_id: syncOf(10) };
    await given(SyncStarted.create({ ...ids, attempt: 1, worker: 'w', started_at: second(40) }));
    await given(
      SyncActivityStarted.create({ ...ids, activity: 'relations', attempt: 1, started_at: second(41) }),
      SyncProgressed.create({ ...ids, activity: 'relations', done: 5, total: 20, progressed_at: second(42) }),
      SyncProgressed.create({
        ...ids,
        activity: 'relations',
        done: 10,
        total: 20,
        progressed_at: second(43),
      }),
    );
    const row = await sync(10);
    expect(row).toMatchObject({
      status: 'PROCESSING',
      attempt: 1,
      started_at: second(40),
      duration_ms: null,
    });
    expect(row?.activities.find(({ activity }) => activity === 'relations')).toMatchObject({
      state: 'running',
      done: 10,
      total: 20,
      percent: 50,
      started_at: second(41),
    });
    expect(row).not.toHaveProperty('tenant_id');
  });

  test('integrations of a database are found by its address, without deleted ones and those of others', async () => {
    const at = { host: 'DB.Elsewhere', port: 5999, database_name: 'Twice' };
    const on = (n: number, differs: object = {}) => {
      const event = registered(n);
      return { ...event, data: { ...event.data, target: { ...target, ...at, ...differs } } };
    };
    await given(
      on(30),
      on(31, { host: 'db.elsewhere' }),
      on(32),
      on(33, { port: 5998 }),
      on(34, { database_name: 'twice' }),
      on(35),
      IntegrationDeleted.create({ integration_id: integrationOf(32), deleted_at: second(40) }),
    );
    const found = (tenantId = tenantA, limit = 10) =>
      asTenant(db.pool, tenantId, (tx) =>
        integrationsOfDatabase(tx, {
          tenantId,
          host: at.host,
          port: at.port,
          databaseName: at.database_name,
          except: integrationOf(35),
          limit,
        }),
      );
    const [first, second_] = [30, 31].map((n) => ({ integration_id: integrationOf(n), name: `Shop ${n}` }));
    expect(await found()).toEqual([first, second_]);
    expect(await found(tenantA, 1)).toEqual([first]);
    expect(await found(tenantB)).toEqual([]);
  });
});
