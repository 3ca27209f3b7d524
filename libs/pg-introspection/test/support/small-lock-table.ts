import { startEmbeddedPostgres, type EmbeddedPostgres } from '@cadastre/embedded-postgres';

/** How many locks all sessions of the server may hold together, as its settings promise. */
export const smallCapacity = 20 * 20;

const settings = (locksPerTransaction: number) => ({
  max_connections: '20',
  max_locks_per_transaction: String(locksPerTransaction),
  // Both would have room in the table too.
  max_wal_senders: '0',
  max_worker_processes: '0',
  autovacuum: 'off',
  fsync: 'off',
});

const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

const start = (dataDir: string, locksPerTransaction: number): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir, settings: settings(locksPerTransaction), log });

/** A server whose table of locks a few hundred views fill. */
export const startSmall = (dataDir: string): Promise<EmbeddedPostgres> => start(dataDir, 20);

/** The same with room for everything. */
export const startRoomy = (dataDir: string): Promise<EmbeddedPostgres> => start(dataDir, 2_000);
