import type { DatabaseSchema } from '@cadastre/postgres';
import { ProjectionsInitial } from './migrations/0001-projections-initial.ts';
import { ProjectionsLanes } from './migrations/0002-lanes.ts';

export const projectionsSchema: DatabaseSchema = {
  name: 'projections',
  migrations: [ProjectionsInitial, ProjectionsLanes],
  appendOnlyTables: [],
};
