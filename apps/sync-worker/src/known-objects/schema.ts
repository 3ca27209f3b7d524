import type { DatabaseSchema } from '@cadastre/postgres';
import { KnownObjects1700000000501 } from './migrations/0001-known-objects.ts';

export const syncWorkerSchema: DatabaseSchema = {
  name: 'sync_worker',
  migrations: [KnownObjects1700000000501],
  appendOnlyTables: [],
};
