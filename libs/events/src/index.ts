export { canonicalJson } from './canonical-json.ts';
export { applyChanges } from './definitions/apply-changes.ts';
export { CatalogChange, ChangeGrade } from './definitions/catalog-change.ts';
export {
  CatalogObject,
  ObjectIdentity,
  ObjectKind,
  SystemCatalog,
  definitionSchemas,
  identityKey,
  objectKinds,
  relationKinds,
  type CatalogObjectOf,
  type DefinitionOf,
} from './definitions/catalog-object.ts';
export { inPartOrder, partKeys } from './definitions/part-order.ts';
export {
  RenumberedColumn,
  reidentifyObject,
  type Reidentification,
} from './definitions/reidentify-object.ts';
export {
  Column,
  ColumnSettings,
  Constraint,
  FiringMode,
  Index,
  IndexSettings,
  ObjectRef,
  Policy,
  Rule,
  Trigger,
} from './definitions/parts.ts';
export {
  Dependency,
  Grant,
  Grants,
  PrivilegeName,
  SecurityLabel,
  privilegeNames,
} from './definitions/access.ts';
export * as definitionDefaults from './definitions/defaults.ts';
export {
  UnknownEventVersion,
  defineEvent,
  type EventDefinition,
  type EventOf,
  type NewEvent,
  type Upcaster,
} from './define-event.ts';
export { categoryOf, eventCategories, type EventCategory } from './event-categories.ts';
export { type Fold } from './fold.ts';
export {
  type CommitMetadata,
  type LoggedEvent,
  type RecordedEvent,
  type StoredEvent,
  type UnreadableEvent,
} from './envelope.ts';
export { type LaneMessage, type LaneReceiver } from './lane-receiver.ts';
export { categoriesOf, eventDefinitions, eventTypes, isEventType, type EventType } from './event-registry.ts';
export { liftEvent } from './lift-event.ts';
export { IntegrationOptions } from './integration/integration-options.ts';
export { changeObject, evolveObject, type ObjectEvent } from './catalog/evolve-object.ts';
export { DefinitionHash, ObjectName, RelationStatistics } from './catalog/catalog-facts.ts';
export {
  Footprint,
  ObjectCounts,
  SafeError,
  SkippedScope,
  SyncActivity,
  syncActivities,
} from './sync/sync-facts.ts';
export {
  IntegrationId,
  SslMode,
  SyncId,
  TargetAddress,
  TenantId,
  Timestamp,
  catalogStream,
  integrationStream,
  syncStream,
} from './vocabulary.ts';
export { IntegrationRegistered } from './integration/integration-registered.ts';
export { IntegrationRenamed } from './integration/integration-renamed.ts';
export { IntegrationOptionsChanged } from './integration/integration-options-changed.ts';
export { CredentialChanged } from './integration/credential-changed.ts';
export { IntegrationDisabled } from './integration/integration-disabled.ts';
export { IntegrationEnabled } from './integration/integration-enabled.ts';
export { IntegrationDeleted } from './integration/integration-deleted.ts';
export { SyncOpened } from './integration/sync-opened.ts';
export { SyncClosed } from './integration/sync-closed.ts';
export { FollowUpSyncQueued } from './integration/follow-up-sync-queued.ts';
export { SyncRequested } from './sync/sync-requested.ts';
export { SyncStarted } from './sync/sync-started.ts';
export { SyncActivityStarted } from './sync/sync-activity-started.ts';
export { SyncActivityCompleted } from './sync/sync-activity-completed.ts';
export { SyncActivityFailed } from './sync/sync-activity-failed.ts';
export { SyncActivitySkipped } from './sync/sync-activity-skipped.ts';
export { SyncProgressed } from './sync/sync-progressed.ts';
export { SyncCompleted } from './sync/sync-completed.ts';
export { SyncFailed } from './sync/sync-failed.ts';
export { SyncCancelled } from './sync/sync-cancelled.ts';
export { SyncDeadLettered } from './sync/sync-dead-lettered.ts';
export { SyncRequeued } from './sync/sync-requeued.ts';
export { ObjectDiscovered } from './catalog/object-discovered.ts';
export { ObjectAltered } from './catalog/object-altered.ts';
export { ObjectReidentified } from './catalog/object-reidentified.ts';
export { ObjectRenamed } from './catalog/object-renamed.ts';
export { ObjectDropped } from './catalog/object-dropped.ts';
export { StatisticsObserved } from './catalog/statistics-observed.ts';
