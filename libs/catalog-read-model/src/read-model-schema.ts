import type { DatabaseSchema } from '@cadastre/postgres';
import { ReadModelIntegrations } from './migrations/0001-integrations.ts';
import { ReadModelSyncs } from './migrations/0002-syncs.ts';
import { ReadModelObjects } from './migrations/0003-objects.ts';
import { ReadModelSearch } from './migrations/0004-search.ts';
import { ReadModelPlannerStatistics } from './migrations/0005-planner-statistics.ts';
import { ReadModelOwnerlessObjects } from './migrations/0006-ownerless-objects.ts';
import { ReadModelNamesInTheRow } from './migrations/0007-names-in-the-row.ts';
import { ReadModelAnalyzeGeneration } from './migrations/0008-analyze-a-generation.ts';
import { ReadModelObjectsByName } from './migrations/0009-objects-by-name.ts';

/** Tables of the read models. Every row can be made anew from the events. */
export const readModelSchema: DatabaseSchema = {
  name: 'read_model',
  migrations: [
    ReadModelIntegrations,
    ReadModelSyncs,
    ReadModelObjects,
    ReadModelSearch,
    ReadModelPlannerStatistics,
    ReadModelOwnerlessObjects,
    ReadModelNamesInTheRow,
    ReadModelAnalyzeGeneration,
    ReadModelObjectsByName,
  ],
  appendOnlyTables: [],
};
