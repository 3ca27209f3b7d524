import type { DatabaseSchema } from '@cadastre/postgres';
import { ProjectionsInitial1700000004001 } from './migrations/0001-projections-initial.ts';

export const projectionsSchema: DatabaseSchema = {
  name: 'projections',
  migrations: [ProjectionsInitial1700000004001],
  appendOnlyTables: [],
};
