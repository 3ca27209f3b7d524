import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import {
  createTestDatabase,
  freePorts,
  startKafka,
  testKafka,
  waitFor,
  type RunningKafka,
  type TestDatabase,
} from '@cadastre/testing';
import { untilLive, type Api, type Running } from './support/cadastre.ts';
import { register, untilCompleted, type Registered } from './support/registration.ts';
import { Installation } from './support/services.ts';

const { describe } = await testKafka(import.meta.url);

const tables = 40;
jest.setTimeout(240_000);
const patience = { timeoutMs: 90_000, pollMs: 100 };

type Health = { status: string; dependencies: Record<string, { status: string; detail: string | null }> };

/** An API, two workers and two projectors, each a process of its own, and a broker that comes, goes and comes back. */
describe('services with Kafka', () => {
  let database: TestDatabase;
  let target: TestDatabase;
  let installation: Installation;
  let kafka: RunningKafka | undefined;
  let ports: readonly number[];
  let api: Api;
  let projectors: Running[] = [];

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [] });
    target = await createTestDatabase({ schemas: [] });
    await target.ownerPool.query(`do $$ begin
      for n in 1..${tables} loop execute format('create table t%s (id bigint primary key, name text)', n); end loop;
    end $$`);
    installation = new Installation(database);
    ports = await freePorts(1);
  });
  afterAll(async () => {
    await installation.stop();
    await kafka?.stop();
    await database.drop();
    await target.drop();
  });

  /** Completed, and everything that was found can be read at that moment. */
  const completed = async ({ integration_id, sync_id }: Registered): Promise<void> => {
    await untilCompleted(api, sync_id, patience.timeoutMs);
    const { body } = await api.get<{ items: unknown[] }>(`/catalog/${integration_id}/relations?limit=200`);
    expect(body.items).toHaveLength(tables);
  };

  test('without a broker are live, not ready, and say why; with one they are ready', async () => {
    const settings = { CADASTRE_KAFKA_BROKERS: `127.0.0.1:${ports[0]}`, CADASTRE_KAFKA_PARTITIONS: '4' };
    const programs = (['api', 'worker', 'worker', 'projector', 'projector'] as const).map((service) =>
      installation.launch(service, settings),
    );
    const running = await Promise.all(programs.map(untilLive));
    for (const one of running) {
      const { status, body } = await one.api.get<Health>('/health/ready');
      expect(status).toBe(503);
      expect(body.dependencies.kafka).toMatchObject({ status: 'unavailable' });
    }
    kafka = await startKafka({ ports });
    await waitFor(async () => (await Promise.all(running.map((one) => one.api.isReady()))).every(Boolean), {
      ...patience,
      what: 'everybody to be ready',
    });
    const [first, ...others] = running;
    if (first === undefined) throw new Error('nothing runs');
    api = first.api;
    projectors = others.slice(2);
  });

  test('catalogue a database', async () => {
    await completed(await register(api, target.superuserUrl));
    // A leader reads the log until the group of its projection has formed.
    const inLanes = async (): Promise<number> => {
      const { rowCount } = await database.ownerPool.query(
        `select from projections.checkpoints where lane_count = 4
          and name in ('read_model.catalog', 'read_model.integrations', 'read_model.syncs', 'sync-doorbell')`,
      );
      return rowCount ?? 0;
    };
    await waitFor(async () => (await inLanes()) === 4, {
      ...patience,
      what: 'all projections to be in lanes',
    });
    await completed(await register(api, target.superuserUrl));
  });

  test('go on when a projector is killed', async () => {
    await projectors[0]?.program.kill();
    await completed(await register(api, target.superuserUrl));
  });

  test('refuse nothing while the broker is gone, and lose nothing', async () => {
    await kafka?.kill();
    const registered = [await register(api, target.superuserUrl), await register(api, target.superuserUrl)];
    await kafka?.restart();
    for (const one of registered) await completed(one);
  });
});
