import { inTransaction } from '@cadastre/postgres';
import { createTestDatabase } from '@cadastre/testing';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { sequenceAll } from '../sequence-all.ts';
import { appendContract } from './append.contract.ts';
import type { StartEventStore } from './implementation.ts';
import { readContract } from './read.contract.ts';

const start: StartEventStore = async () => {
  const database = await createTestDatabase({ schemas: [eventStoreSchema] });
  return {
    store: new PostgresEventStore({ pool: database.pool }),
    sequence: () => sequenceAll(database.pool),
    inTransaction: (work) => inTransaction(database.pool, work),
    end: () => database.drop(),
  };
};

appendContract('PostgresEventStore', start);
readContract('PostgresEventStore', start);
