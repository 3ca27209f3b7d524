import type { DatabaseSchema } from '@cadastre/postgres';
import { JobsInitial1700000003001 } from './migrations/0001-jobs-initial.ts';

export const jobsSchema: DatabaseSchema = {
  name: 'jobs',
  migrations: [JobsInitial1700000003001],
  appendOnlyTables: [],
};
