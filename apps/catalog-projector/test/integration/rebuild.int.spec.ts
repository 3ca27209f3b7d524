import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  asTenant,
  listRelations,
  projections,
  readModelSchema,
  syncsProjection,
} from '@cadastre/catalog-read-model';
import { InMemoryEventSource } from '@cadastre/event-bus';
import {
  createProjector,
  hashReadModels,
  projectionsSchema,
  readPosition,
  readRebuild,
  requestRebuild,
  type TableHash,
} from '@cadastre/projections';
import { silentLog } from '@cadastre/service-runtime';
import { anIntegrationId, createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { BehindCatalog } from '../../src/behind-catalog.ts';
import { createReadModelRebuilder } from '../../src/read-model-rebuilder.ts';
import { happening, historyOf, tenants, type Happening, type Told } from '../support/history.ts';

let db: TestDatabase;
let source: InMemoryEventSource;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [projectionsSchema, readModelSchema] });
});
afterAll(() => db.drop());

const empty = async (): Promise<void> => {
  source = new InMemoryEventSource();
  const tables = projections.flatMap(({ tables }) => tables.names.map((name) => `${tables.schema}.${name}`));
  await db.ownerPool.query(
    `truncate ${tables.join(', ')}, projections.checkpoints, projections.rebuilds restart identity cascade`,
  );
};
beforeEach(empty);

const tell = (told: readonly Told[]): void => {
  for (const { streamId, tenantId, event } of told) source.append(streamId, [event], { tenantId });
};

const projecting = async (batchSize: number, work: () => Promise<unknown>): Promise<void> => {
  const { pool } = db;
  const behind = new BehindCatalog(source, () => readPosition(pool, 'read_model.catalog'));
  const projectors = projections.map((projection) =>
    createProjector({
      pool,
      projection,
      source: projection.name === syncsProjection.name ? behind : source,
      log: silentLog,
      pollMs: 5,
      batchSize,
    }),
  );
  for (const projector of projectors) projector.start();
  await work();
  await caughtUp();
  await Promise.all(projectors.map((projector) => projector.stop()));
};

const caughtUp = async (): Promise<void> => {
  const head = await source.head();
  await waitFor(
    async () =>
      (await Promise.all(projections.map(({ name }) => readPosition(db.pool, name)))).every(
        (at) => at >= head,
      ),
    { what: 'the read models to catch up', timeoutMs: 20_000, pollMs: 5 },
  );
};

const rebuilt = async (meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> => {
  await requestRebuild(db.pool, { projections, requestedBy: 'test' });
  const rebuilder = createReadModelRebuilder({
    pool: db.pool,
    eventSource: source,
    log: silentLog,
    owner: 'test',
  });
  rebuilder.start();
  await waitFor(
    async () => {
      await meanwhile();
      return (await readRebuild(db.pool))?.state === 'done';
    },
    { what: 'the rebuild', timeoutMs: 30_000 },
  );
  await rebuilder.stop();
};

const hashes = (): Promise<TableHash[]> => hashReadModels(db.pool, projections);

const many = (count: number): Happening[] =>
  Array.from({ length: count }, (_, k) => ({
    n: 1 + (k % 2),
    deed: 'discover',
    oid: 20_000 + k,
    name: `orders_${k}`,
  }));

describe('read models made anew', () => {
  test('are the incremental ones to the byte, whatever the history and the batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 5, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (steps, batchSize) => {
          await empty();
          const told = historyOf(steps);
          const half = Math.floor(told.length / 2);
          tell(told.slice(0, half));
          await projecting(batchSize, async () => tell(told.slice(half)));
          const incremental = await hashes();
          await rebuilt();
          expect(await hashes()).toEqual(incremental);
        },
      ),
      { seed: 7, numRuns: 12 },
    );
  }, 240_000);

  test('serve each tenant its own whole catalog at every moment of it', async () => {
    tell(historyOf(many(400)));
    await projecting(100, async () => {
      await caughtUp();
      const seen = new Set<number>();
      const look = async (): Promise<void> => {
        for (const [t, tenantId] of tenants.entries()) {
          const own = anIntegrationId(t === 0 ? 2 : 1);
          const page = await asTenant(db.pool, tenantId, (tx) =>
            listRelations(tx, { tenantId, integrationId: own, limit: 500 }),
          );
          seen.add(page.items.length);
          const visible = await asTenant(db.pool, tenantId, (tx) =>
            tx.query('select distinct tenant_id from read_model.objects'),
          );
          expect(visible.rows).toEqual([{ tenant_id: tenantId }]);
        }
      };
      await rebuilt(look);
      await look();
      expect([...seen]).toEqual([200]);
    });
    expect((await db.pool.query('select from read_model.objects')).rowCount).toBe(0);
  }, 60_000);
});

describe('the hash of read models', () => {
  test('differs when one value does, and not by the order of writing', async () => {
    tell(historyOf(many(4)));
    await projecting(1, async () => undefined);
    const before = await hashes();
    expect(before.map(({ table }) => table)).toContain('read_model.search_postings');
    const change = async (sql: string): Promise<void> => {
      await db.ownerPool.query(`begin; set local cadastre.tenant_id = '*'; ${sql}; commit`);
    };
    await change(`update read_model.objects set comment = null where oid = 20001`);
    expect(await hashes()).toEqual(before);
    await change(`update read_model.objects set comment = '' where oid = 20001`);
    const differing = (await hashes()).filter(({ hash }, n) => hash !== before[n]?.hash);
    expect(differing.map(({ table }) => table)).toEqual(['read_model.objects']);
  });
});
