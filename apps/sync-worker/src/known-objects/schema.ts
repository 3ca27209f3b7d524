import type { DatabaseSchema } from '@cadastre/postgres';
import { Fingerprints1700000000511 } from '../fingerprints/migrations/0001-fingerprints.ts';
import { KnownObjects1700000000501 } from './migrations/0001-known-objects.ts';
import { KnownObjectBases1700000000502 } from './migrations/0002-known-object-bases.ts';

export const syncWorkerSchema: DatabaseSchema = {
  name: 'sync_worker',
  migrations: [KnownObjects1700000000501, KnownObjectBases1700000000502, Fingerprints1700000000511],
  appendOnlyTables: [],
};
