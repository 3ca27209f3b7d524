import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { appending, newStream } from '../examples.ts';
import { sequenceAll } from '../sequence-all.ts';

describe('what was recorded', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
    const store = new PostgresEventStore({ pool: database.pool });
    await store.append(appending(newStream(), [1, 2]));
    await sequenceAll(database.pool);
  });
  afterAll(() => database.drop());

  const partition = 'event_store_partitions.events_000000000001';
  const changes = [
    `update event_store.events set data = '{}'`,
    'delete from event_store.events',
    'truncate event_store.events',
    `update ${partition} set data = '{}'`,
    `delete from ${partition}`,
    `truncate ${partition}`,
    `update event_store.commits set actor = 'user:eve'`,
    'delete from event_store.commits',
    'truncate event_store.commits',
    `update event_store.log set chain_hash = ''`,
    'delete from event_store.log',
    'truncate event_store.log',
    'truncate event_store.streams',
    'truncate event_store.sequencer',
  ];

  test.each(changes)('cannot be changed by the application: %s', async (change) => {
    await expect(database.pool.query(change)).rejects.toMatchObject({ code: '42501' });
  });

  test.each([...changes, 'delete from event_store.streams', 'delete from event_store.sequencer'])(
    'is not changed by the owner by mistake: %s',
    async (change) => {
      await expect(database.ownerPool.query(change)).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('recorded events are never changed'),
      });
    },
  );

  test('is still there', async () => {
    const { rows } = await database.ownerPool.query(`
      select (select count(*)::int from event_store.events) as events,
             (select count(*)::int from event_store.commits) as commits,
             (select count(*)::int from event_store.log) as places`);
    expect(rows).toEqual([{ events: 2, commits: 1, places: 1 }]);
  });
});
