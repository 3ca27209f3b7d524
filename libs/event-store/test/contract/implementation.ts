import type { Queryable } from '@cadastre/postgres';
import type { EventStore } from '../../src/event-store.ts';

/** What a contract spec needs of an event store under test. */
export type EventStoreUnderTest = {
  readonly store: EventStore;
  /** Gives positions to all commits. */
  sequence(): Promise<void>;
  /** Runs the work in a transaction; an error rolls it back. */
  inTransaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  end(): Promise<void>;
};

export type StartEventStore = () => Promise<EventStoreUnderTest>;
