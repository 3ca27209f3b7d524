import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IntegrationRegistered, SyncRequested } from '@cadastre/events';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import type { Queryable } from '@cadastre/postgres';
import {
  asTenant,
  catalogProjection,
  getIntegration,
  getRelation,
  getSync,
  integrationsProjection,
  listRelations,
  listSyncs,
  readModelSchema,
  searchCatalog,
  syncsProjection,
} from '../../src/index.ts';
import { Log, project, tenantA, tenantB } from '../support/log.ts';
import { at, discovered, foreignKey, integrationId, syncId, table } from '../support/objects.ts';

const customers = table(1, 'shop', 'customers', {
  columns: ['id'],
  constraints: [foreignKey('self', { schema: 'shop', name: 'customers' }, [['id', 'id']])],
});

describe('tenants', () => {
  let db: TestDatabase;
  let tables: string[];

  beforeAll(async () => {
    db = await createTestDatabase({ schemas: [readModelSchema] });
    const { rows } = await db.ownerPool.query<{ name: string }>(
      `select oid::regclass::text as name from pg_class
        where relnamespace = 'read_model'::regnamespace and relkind in ('r', 'p')`,
    );
    tables = rows.map(({ name }) => name);
    const log = new Log(tenantA);
    await project(db.pool, catalogProjection, [log.record(discovered(customers))]);
    const target = {
      host: 'db',
      port: 5432,
      database_name: 'shop',
      username: 'u',
      ssl_mode: 'prefer' as const,
    };
    const registered = IntegrationRegistered.create({
      integration_id: integrationId,
      integration_type: 'POSTGRESQL',
      name: 'Shop',
      target,
      credential_version: 1,
      options: {},
      registered_at: at,
    });
    await project(db.pool, integrationsProjection, [log.record(registered)]);
    const requested = SyncRequested.create({
      sync_id: syncId,
      integration_id: integrationId,
      trigger: 'registration',
      requested_at: at,
    });
    await project(db.pool, syncsProjection, [log.record(requested)]);
  });
  afterAll(() => db.drop());

  /** What a statement that forgets its WHERE would get. */
  const countAll = async (tx: Queryable): Promise<number[]> => {
    const counts: number[] = [];
    for (const name of tables) {
      const { rows } = await tx.query<{ count: number }>(`select count(*)::int as count from ${name}`);
      counts.push(rows[0]?.count ?? -1);
    }
    return counts;
  };

  test('every table has row-level security, forced on its owner too', async () => {
    const { rows } = await db.ownerPool.query<{ relrowsecurity: boolean; relforcerowsecurity: boolean }>(
      `select relrowsecurity, relforcerowsecurity from pg_class where oid = any ($1::regclass[])`,
      [tables],
    );
    expect(rows).toHaveLength(tables.length);
    expect(rows.every((row) => row.relrowsecurity && row.relforcerowsecurity)).toBe(true);
  });

  test('see their own rows', async () => {
    expect(await asTenant(db.pool, tenantA, countAll)).toEqual(tables.map(() => expect.any(Number)));
    expect(Math.min(...(await asTenant(db.pool, tenantA, countAll)))).toBeGreaterThan(0);
  });

  test.each(['application', 'owner'] as const)(
    'see no row of another, as the %s, without any WHERE',
    async (role) => {
      const pool = role === 'owner' ? db.ownerPool : db.pool;
      expect(await asTenant(pool, tenantB, countAll)).toEqual(tables.map(() => 0));
    },
  );

  test('are nobody, and see nothing, when none was named', async () => {
    expect(await countAll(db.pool)).toEqual(tables.map(() => 0));
  });

  test('leave nothing on the connection that the next one gets', async () => {
    for (let turn = 0; turn < 20; turn++) await asTenant(db.pool, tenantA, countAll);
    expect(await countAll(db.pool)).toEqual(tables.map(() => 0));
  });

  test('find nothing of another by id, name or search, even when a query is given the wrong tenant', async () => {
    for (const tenantId of [tenantA, tenantB]) {
      const answers = await asTenant(db.pool, tenantB, async (tx) => [
        await getIntegration(tx, { tenantId, integrationId }),
        await getSync(tx, { tenantId, syncId }),
        await getRelation(tx, { tenantId, integrationId, schema: 'shop', name: 'customers' }),
        (await listRelations(tx, { tenantId, integrationId, limit: 10 })).items.length,
        (await listSyncs(tx, { tenantId, limit: 10 })).items.length,
        (await searchCatalog(tx, { tenantId, text: 'customers', limit: 10 })).items.length,
      ]);
      expect(answers).toEqual([null, null, null, 0, 0, 0]);
    }
  });

  test('cannot write rows of another', async () => {
    await expect(
      asTenant(db.pool, tenantB, (tx) =>
        tx.query(`insert into read_model.catalogs values ('tenant-a', $1, 1, now(), false)`, [syncId]),
      ),
    ).rejects.toThrow('row-level security');
  });

  test.each(['', '*'])('are never %j', async (tenantId) => {
    await expect(async () => asTenant(db.pool, tenantId, countAll)).rejects.toThrow('exactly one tenant');
  });
});
