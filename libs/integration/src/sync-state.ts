import type {
  Fold,
  IntegrationId,
  SyncActivity,
  SyncActivityCompleted,
  SyncActivityFailed,
  SyncActivitySkipped,
  SyncActivityStarted,
  SyncCancelled,
  SyncCompleted,
  SyncDeadLettered,
  SyncFailed,
  SyncId,
  SyncProgressed,
  SyncRequested,
  SyncRequeued,
  SyncStarted,
} from '@cadastre/events';

/** What happens to a step of a sync. */
export type SyncActivityEvent =
  SyncActivityStarted | SyncActivityCompleted | SyncActivityFailed | SyncActivitySkipped | SyncProgressed;

/** What a sync's stream may hold. */
export type SyncEvent =
  | SyncRequested
  | SyncStarted
  | SyncActivityEvent
  | SyncCompleted
  | SyncFailed
  | SyncCancelled
  | SyncDeadLettered
  | SyncRequeued;

export type SyncStatus = 'STARTED' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

export type ActivityState = {
  readonly status: 'running' | 'completed' | 'failed' | 'skipped';
  /** Tries of this activity alone; it may be tried again inside one attempt of the sync. */
  readonly attempt: number;
};

export type RequestedSync = {
  readonly syncId: SyncId;
  readonly integrationId: IntegrationId;
  readonly trigger: 'registration' | 'request' | 'follow-up';
  /** It may drop any share of the known objects. */
  readonly allowsDrops: boolean;
  readonly status: SyncStatus;
  /** The attempt that owns the sync; 0 until a worker has claimed it. */
  readonly attempt: number;
  readonly activities: Readonly<Partial<Record<SyncActivity, ActivityState>>>;
  /** FAILED because its attempts were used up: it can be requeued. */
  readonly deadLettered: boolean;
};

/** Null before it is requested. */
export type Sync = RequestedSync | null;

/** Nothing comes after these, unless a dead letter is requeued. */
export const isTerminal = ({ status }: RequestedSync): boolean =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';

export const syncFold: Fold<SyncEvent, Sync> = {
  initialState: null,
  evolve: (sync, event) => {
    if (event.type === 'SyncRequested') return requested(event);
    if (sync === null) return null;
    return isActivityEvent(event) ? evolveActivity(sync, event) : evolveRun(sync, event);
  },
};

const isActivityEvent = (event: Exclude<SyncEvent, SyncRequested>): event is SyncActivityEvent =>
  'activity' in event.data;

const requested = ({ data }: SyncRequested): RequestedSync => ({
  syncId: data.sync_id,
  integrationId: data.integration_id,
  trigger: data.trigger,
  allowsDrops: data.allow_drops,
  status: 'STARTED',
  attempt: 0,
  activities: {},
  deadLettered: false,
});

const evolveRun = (
  sync: RequestedSync,
  event: Exclude<SyncEvent, SyncRequested | SyncActivityEvent>,
): RequestedSync => {
  switch (event.type) {
    case 'SyncStarted':
      return { ...sync, status: 'PROCESSING', attempt: event.data.attempt };
    case 'SyncCompleted':
      return { ...sync, status: 'COMPLETED', attempt: event.data.attempt };
    case 'SyncFailed':
      return { ...sync, status: 'FAILED', attempt: event.data.attempt };
    case 'SyncDeadLettered':
      return { ...sync, status: 'FAILED', attempt: event.data.attempt, deadLettered: true };
    case 'SyncCancelled':
      return { ...sync, status: 'CANCELLED' };
    case 'SyncRequeued':
      // A fresh set of attempts; each takes a new snapshot of the target, so no activity of before counts.
      return { ...sync, status: 'STARTED', attempt: 0, activities: {}, deadLettered: false };
  }
};

const evolveActivity = (sync: RequestedSync, event: SyncActivityEvent): RequestedSync => {
  const became = (status: ActivityState['status'], attempt: number): RequestedSync => ({
    ...sync,
    activities: { ...sync.activities, [event.data.activity]: { status, attempt } },
  });
  switch (event.type) {
    case 'SyncActivityStarted':
      return became('running', event.data.attempt);
    case 'SyncActivityCompleted':
      return became('completed', event.data.attempt);
    case 'SyncActivityFailed':
      return became('failed', event.data.attempt);
    case 'SyncActivitySkipped':
      // A scope inside the step was left out: the step itself goes on.
      return event.data.scope === null
        ? became('skipped', sync.activities[event.data.activity]?.attempt ?? 0)
        : sync;
    case 'SyncProgressed':
      return sync;
  }
};
