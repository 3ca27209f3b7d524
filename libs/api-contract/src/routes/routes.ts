import { catalogDdl } from './catalog-ddl.ts';
import { catalogLists } from './catalog-lists.ts';
import { catalogObjects } from './catalog-objects.ts';
import { integrationCommands } from './integration-commands.ts';
import { integrationQueries } from './integration-queries.ts';
import { operationRoutes } from './operation-routes.ts';
import { parkedKeyRoutes } from './parked-key-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { syncRoutes } from './sync-routes.ts';

/** Every operation of the API. */
export const routes = {
  ...integrationCommands,
  ...integrationQueries,
  ...syncRoutes,
  ...catalogLists,
  ...catalogObjects,
  ...catalogDdl,
  ...searchRoutes,
  ...parkedKeyRoutes,
  ...operationRoutes,
} as const;

export type RouteId = keyof typeof routes;
