import type { DatabaseSchema } from '@cadastre/postgres';
import { JobsInitial } from './migrations/0001-jobs-initial.ts';

export const jobsSchema: DatabaseSchema = {
  name: 'jobs',
  migrations: [JobsInitial],
  appendOnlyTables: [],
};
