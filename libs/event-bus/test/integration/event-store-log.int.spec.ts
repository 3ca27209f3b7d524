import { randomUUID } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { createSequencer, eventStoreSchema, PostgresEventStore } from '@cadastre/event-store';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { createTestDatabase, waitFor } from '@cadastre/testing';
import { LogEventSource } from '../../src/log-event-source.ts';
import { describeEventSource } from '../contract/event-source.contract.ts';

const ends: (() => Promise<void>)[] = [];

afterAll(async () => {
  await Promise.all(ends.map((end) => end()));
});

describeEventSource('the log of the event store', async () => {
  const db = await createTestDatabase({ schemas: [eventStoreSchema] });
  const store = new PostgresEventStore({ pool: db.pool });
  const wakeUp = new WakeUp();
  const sequencer = createSequencer({
    pool: db.pool,
    owner: 'test',
    wakeUp,
    onSequenced: () => undefined,
    log: silentLog,
  });
  sequencer.start();
  ends.push(async () => {
    await sequencer.stop();
    await db.drop();
  });
  return {
    source: new LogEventSource(store),
    append: async (streamId, events) => {
      const metadata = {
        tenantId: 'default',
        actor: 'system',
        commandId: randomUUID(),
        correlationId: 'correlation-1',
        causationId: null,
      };
      const { commitId } = await store.append({
        streams: [{ streamId, expectedVersion: 'any', events }],
        metadata,
      });
      wakeUp.ring();
      await waitFor(() => store.positionOfCommit(commitId), { pollMs: 2 });
    },
  };
});
