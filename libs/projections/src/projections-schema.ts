import type { DatabaseSchema } from '@cadastre/postgres';
import { ProjectionsInitial } from './migrations/0001-projections-initial.ts';
import { ProjectionsLanes } from './migrations/0002-lanes.ts';
import { ProjectionsRebuilds } from './migrations/0003-rebuilds.ts';
import { ProjectionsTablesBeside } from './migrations/0004-tables-beside.ts';
import { ProjectionsParkedTenants } from './migrations/0005-parked-tenants.ts';
import { ProjectionsLanesWanted } from './migrations/0006-lanes-wanted.ts';

export const projectionsSchema: DatabaseSchema = {
  name: 'projections',
  migrations: [
    ProjectionsInitial,
    ProjectionsLanes,
    ProjectionsRebuilds,
    ProjectionsTablesBeside,
    ProjectionsParkedTenants,
    ProjectionsLanesWanted,
  ],
  appendOnlyTables: [],
};
