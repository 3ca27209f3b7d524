export { readModelSchema } from './read-model-schema.ts';
export { asTenant } from './tenancy/as-tenant.ts';
export { streamAsTenant } from './tenancy/stream-as-tenant.ts';
export { projections } from './projections.ts';
export type { ReadModelProjection } from './projection.ts';
export type { Page, PageRequest } from './paging/page.ts';
export type { Direction } from './paging/keyset-page.ts';
export { decodeCursor, encodeCursor } from './paging/cursor.ts';
export { integrationsProjection } from './integrations/integrations.projection.ts';
export { evolveIntegration, type IntegrationEvent } from './integrations/evolve-integration.ts';
export type { IntegrationRow } from './integrations/integration-row.ts';
export {
  getIntegration,
  listIntegrations,
  type IntegrationSort,
  type IntegrationView,
  type ListIntegrations,
} from './integrations/list-integrations.ts';
export { integrationsOfDatabase } from './integrations/integrations-of-database.ts';
export { type SyncEvent } from './syncs/evolve-sync.ts';
export { syncsProjection } from './syncs/syncs.projection.ts';
export type { ActivityProgress, ActivityState, SyncRow, SyncStatus } from './syncs/sync-row.ts';
export { getSync, latestSync, listSyncs, type ListSyncs, type SyncView } from './syncs/list-syncs.ts';
export { catalogReading, type CatalogReading } from './syncs/catalog-reading.ts';
export { catalogProjection } from './objects/catalog.projection.ts';
export { catalogVersion } from './objects/catalogs.ts';
export { objectSortNames, type ObjectSort } from './objects/object-sorts.ts';
export type { ObjectListItem, ObjectPage, ObjectSize } from './objects/object-view.ts';
export type { Section } from './objects/section.ts';
export {
  listAnyObjects,
  listExtensions,
  listRelations,
  listRoutines,
  listSchemas,
  listSequences,
  listTypes,
  type ListObjects,
  type ObjectFilter,
  type SchemaCounts,
} from './objects/list-objects.ts';
export {
  getByIdentity,
  getRelation,
  getRoutines,
  getSequence,
  getType,
  type GetByIdentity,
  type Reference,
  type RelationPage,
} from './objects/get-object.ts';
export type { GetObject } from './objects/select-named.ts';
export { fetchStoredObjects, storedObjects, storedObjectsNamed } from './objects/stored-objects.ts';
export {
  searchCatalog,
  type SearchCatalog,
  type SearchHit,
  type SearchPage,
} from './search/search-catalog.ts';
export type { SearchFilter, SearchReason } from './search/candidate.ts';
export type { SearchMatch } from './search/highlight.ts';
export type { SearchField } from './search/search-entries.ts';
