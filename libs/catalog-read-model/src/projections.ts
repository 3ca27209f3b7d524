import { integrationsProjection } from './integrations/integrations.projection.ts';
import { catalogProjection } from './objects/catalog.projection.ts';
import { syncsProjection } from './syncs/syncs.projection.ts';

/** All of them: a query has caught up with a position when each of these has. */
export const projections = [integrationsProjection, syncsProjection, catalogProjection] as const;
