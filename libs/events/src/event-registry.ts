import { eventCategories, type EventCategory } from './event-categories.ts';
import { IntegrationRegistered } from './integration/integration-registered.ts';
import { IntegrationRenamed } from './integration/integration-renamed.ts';
import { IntegrationOptionsChanged } from './integration/integration-options-changed.ts';
import { CredentialChanged } from './integration/credential-changed.ts';
import { IntegrationDisabled } from './integration/integration-disabled.ts';
import { IntegrationEnabled } from './integration/integration-enabled.ts';
import { IntegrationDeleted } from './integration/integration-deleted.ts';
import { SyncOpened } from './integration/sync-opened.ts';
import { SyncClosed } from './integration/sync-closed.ts';
import { FollowUpSyncQueued } from './integration/follow-up-sync-queued.ts';
import { SyncRequested } from './sync/sync-requested.ts';
import { SyncStarted } from './sync/sync-started.ts';
import { SyncActivityStarted } from './sync/sync-activity-started.ts';
import { SyncActivityCompleted } from './sync/sync-activity-completed.ts';
import { SyncActivityFailed } from './sync/sync-activity-failed.ts';
import { SyncActivitySkipped } from './sync/sync-activity-skipped.ts';
import { SyncProgressed } from './sync/sync-progressed.ts';
import { SyncCompleted } from './sync/sync-completed.ts';
import { SyncFailed } from './sync/sync-failed.ts';
import { SyncCancelled } from './sync/sync-cancelled.ts';
import { SyncDeadLettered } from './sync/sync-dead-lettered.ts';
import { SyncRequeued } from './sync/sync-requeued.ts';
import { ObjectDiscovered } from './catalog/object-discovered.ts';
import { ObjectAltered } from './catalog/object-altered.ts';
import { ObjectReidentified } from './catalog/object-reidentified.ts';
import { ObjectRenamed } from './catalog/object-renamed.ts';
import { ObjectDropped } from './catalog/object-dropped.ts';
import { StatisticsObserved } from './catalog/statistics-observed.ts';

/** Every event there is. Adding a file and a line here adds an event. */
export const eventDefinitions = {
  IntegrationRegistered,
  IntegrationRenamed,
  IntegrationOptionsChanged,
  CredentialChanged,
  IntegrationDisabled,
  IntegrationEnabled,
  IntegrationDeleted,
  SyncOpened,
  SyncClosed,
  FollowUpSyncQueued,
  SyncRequested,
  SyncStarted,
  SyncActivityStarted,
  SyncActivityCompleted,
  SyncActivityFailed,
  SyncActivitySkipped,
  SyncProgressed,
  SyncCompleted,
  SyncFailed,
  SyncCancelled,
  SyncDeadLettered,
  SyncRequeued,
  ObjectDiscovered,
  ObjectAltered,
  ObjectRenamed,
  ObjectReidentified,
  ObjectDropped,
  StatisticsObserved,
} as const;

export type EventType = keyof typeof eventDefinitions;

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventDefinitions, type);

export const eventTypes = Object.keys(eventDefinitions) as [EventType, ...EventType[]];

/** Where events of these types are: all categories as soon as one type is none that this release knows. */
export const categoriesOf = (types: readonly string[]): readonly EventCategory[] => {
  const wanted = types.map((type) => (isEventType(type) ? eventDefinitions[type].category : null));
  return wanted.includes(null)
    ? eventCategories
    : eventCategories.filter((category) => wanted.includes(category));
};
