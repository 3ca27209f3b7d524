import { randomUUID } from 'node:crypto';
import { SyncProgressed, type NewEvent } from '@cadastre/events';
import { eventStoreSchema, PostgresEventStore } from '@cadastre/event-store';
import {
  aSyncId,
  anIntegrationId,
  createTestDatabase,
  fixedTime,
  metadata,
  type TestDatabase,
} from '@cadastre/testing';
import { eventBusSchema } from '../../src/event-bus-schema.ts';

export type LogUnderTest = {
  readonly db: TestDatabase;
  readonly store: PostgresEventStore;
  /** Appends commits of so many events each, over seven integrations and all categories, and gives them positions. */
  append(commits: readonly number[]): Promise<void>;
};

const noted = (n: number): NewEvent => ({ type: 'NoteTaken', schemaVersion: 1, data: { n, text: 'ä "b"' } });
const progressed = (integration: number, done: number): NewEvent =>
  SyncProgressed.create({
    sync_id: aSyncId(),
    integration_id: anIntegrationId(integration),
    activity: 'relations',
    done,
    total: null,
    progressed_at: fixedTime,
  });

export const logUnderTest = async (): Promise<LogUnderTest> => {
  const db = await createTestDatabase({ schemas: [eventStoreSchema, eventBusSchema] });
  const store = new PostgresEventStore({ pool: db.pool });
  let commit = 0;
  const appendOne = async (events: number): Promise<void> => {
    commit += 1;
    const integration = 1 + (commit % 7);
    const category = (['sync', 'catalog', 'integration'] as const)[commit % 3] ?? 'sync';
    const id = category === 'sync' ? aSyncId(integration + 100) : anIntegrationId(integration);
    const made = Array.from({ length: events }, (_, n) =>
      category === 'sync' ? progressed(integration, n) : noted(n),
    );
    await store.append({
      streams: [{ streamId: `${category}-${id}`, expectedVersion: 'any', events: made }],
      metadata: metadata({ commandId: randomUUID() }),
    });
  };
  return {
    db,
    store,
    append: async (commits) => {
      for (const events of commits) await appendOne(events);
      for (let waiting = 1; waiting > 0;) {
        const { rows } = await db.pool.query<{ commits: number }>(
          `select commits from event_store.sequence_commits('spec', 60000, 1000)`,
        );
        waiting = rows[0]?.commits ?? 0;
      }
    },
  };
};
