import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Unavailable } from '@cadastre/errors';
import { createPool } from '@cadastre/postgres';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import type pg from 'pg';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { appending, doneOf, newStream } from '../examples.ts';
import { LossyProxy } from './lossy-proxy.ts';

describe('an append over a connection that breaks', () => {
  const tenantId = 'acme';
  let database: TestDatabase;
  let proxy: LossyProxy;
  let pool: pg.Pool;
  let store: PostgresEventStore;
  let direct: PostgresEventStore;
  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
    proxy = new LossyProxy(new URL(database.url));
    pool = createPool({
      connectionString: await proxy.start(),
      max: 2,
      applicationName: 'through the proxy',
    });
    store = new PostgresEventStore({ pool });
    direct = new PostgresEventStore({ pool: database.pool });
  });
  afterAll(async () => {
    await pool.end();
    await proxy.stop();
    await database.drop();
  });

  test('is Unavailable, although it was written; the same command then gives the first result', async () => {
    const streamId = newStream();
    await store.append(appending(streamId, [1]));
    const request = appending(streamId, [2], { expectedVersion: 1 });

    proxy.loseAnswers();
    const unanswered = store.append(request).catch((error: unknown) => error);
    const written = await waitFor(() => direct.findCommit(request.metadata), { what: 'the commit' });
    proxy.cut();
    expect(await unanswered).toBeInstanceOf(Unavailable);

    const again = await store.append(request);
    expect(again).toEqual({
      commitId: written.commitId,
      versions: new Map([[streamId, 2]]),
      isDuplicate: true,
    });
    expect((await direct.readStream(streamId, { tenantId })).map(doneOf)).toEqual([1, 2]);
  });

  test('is Unavailable when nobody listens', async () => {
    const nowhere = createPool({
      connectionString: 'postgres://nobody:x@127.0.0.1:1/none',
      max: 1,
      applicationName: 'nowhere',
    });
    const away = new PostgresEventStore({ pool: nowhere });
    for (const attempt of [
      () => away.append(appending(newStream(), [1])),
      () => away.readStream(newStream(), { tenantId }),
      () => away.readLog({ afterPosition: 0, limit: 1 }),
      () => away.headPosition(),
    ]) {
      await expect(attempt()).rejects.toBeInstanceOf(Unavailable);
    }
    await nowhere.end();
  });
});
