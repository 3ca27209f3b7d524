import type { DatabaseSchema } from '@cadastre/postgres';
import { EventStoreTables } from './migrations/0001-event-store-tables.ts';
import { EventStoreImmutability } from './migrations/0002-event-store-immutability.ts';
import { EventStorePartitions } from './migrations/0003-event-store-partitions.ts';
import { EventStoreDigests } from './migrations/0004-event-store-digests.ts';
import { EventStoreAppend } from './migrations/0005-event-store-append.ts';
import { EventStoreSequencer } from './migrations/0006-event-store-sequencer.ts';
import { EventStoreAppendByNumbers } from './migrations/0007-event-store-append-by-numbers.ts';
import { EventStoreUncompiled } from './migrations/0008-event-store-uncompiled.ts';

/** All that the event store keeps in PostgreSQL. Shipped migrations are frozen: a change is a new one. */
export const eventStoreSchema: DatabaseSchema = {
  name: 'event_store',
  migrations: [
    EventStoreTables,
    EventStoreImmutability,
    EventStorePartitions,
    EventStoreDigests,
    EventStoreAppend,
    EventStoreSequencer,
    EventStoreAppendByNumbers,
    EventStoreUncompiled,
  ],
  appendOnlyTables: ['commits', 'events', 'log'],
};
