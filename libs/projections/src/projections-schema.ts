import type { DatabaseSchema } from '@cadastre/postgres';
import { ProjectionsInitial } from './migrations/0001-projections-initial.ts';

export const projectionsSchema: DatabaseSchema = {
  name: 'projections',
  migrations: [ProjectionsInitial],
  appendOnlyTables: [],
};
