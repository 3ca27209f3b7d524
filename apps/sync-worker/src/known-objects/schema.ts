import type { DatabaseSchema } from '@cadastre/postgres';
import { Census } from '../census/migrations/0001-census.ts';
import { Fingerprints } from '../fingerprints/migrations/0001-fingerprints.ts';
import { Leftovers } from '../match-restored/migrations/0001-leftovers.ts';
import { KnownObjects } from './migrations/0001-known-objects.ts';
import { KnownObjectBases } from './migrations/0002-known-object-bases.ts';

export const syncWorkerSchema: DatabaseSchema = {
  name: 'sync_worker',
  migrations: [KnownObjects, KnownObjectBases, Fingerprints, Census, Leftovers],
  appendOnlyTables: [],
};
