import type { DatabaseSchema } from '@cadastre/postgres';
import { Fingerprints } from '../fingerprints/migrations/0001-fingerprints.ts';
import { KnownObjects } from './migrations/0001-known-objects.ts';
import { KnownObjectBases } from './migrations/0002-known-object-bases.ts';

export const syncWorkerSchema: DatabaseSchema = {
  name: 'sync_worker',
  migrations: [KnownObjects, KnownObjectBases, Fingerprints],
  appendOnlyTables: [],
};
