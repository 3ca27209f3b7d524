import type {
  FollowUpSyncQueued,
  SyncActivityCompleted,
  SyncActivityFailed,
  SyncActivitySkipped,
  SyncActivityStarted,
  SyncCancelled,
  SyncCompleted,
  SyncDeadLettered,
  SyncFailed,
  SyncProgressed,
  SyncRequested,
  SyncRequeued,
  SyncStarted,
  LoggedEvent,
} from '@cadastre/events';
import {
  endActivities,
  evolveActivities,
  interruptActivities,
  pendingActivities,
  resetActivities,
  type ActivityEvent,
} from './evolve-activities.ts';
import type { SyncRow } from './sync-row.ts';

export type SyncEvent =
  | FollowUpSyncQueued
  | SyncRequested
  | SyncStarted
  | SyncActivityStarted
  | SyncActivityCompleted
  | SyncActivityFailed
  | SyncActivitySkipped
  | SyncProgressed
  | SyncCompleted
  | SyncFailed
  | SyncCancelled
  | SyncDeadLettered
  | SyncRequeued;

/** The row after the event. @throws when the sync was never requested */
export const evolveSync = (row: SyncRow | undefined, event: LoggedEvent<SyncEvent>): SyncRow => {
  if (event.type === 'FollowUpSyncQueued') return queued(event);
  if (event.type === 'SyncRequested') return requested(event);
  if (!row) throw new Error(`${event.type} ${event.eventId} is about a sync that was not requested`);
  return { ...row, ...changesOf(row, event), position: event.position };
};

/** Whoever queued a follow-up has its id and asks for it: it is shown from then on. */
const queued = (event: LoggedEvent<FollowUpSyncQueued>): SyncRow => {
  const { queued_at, ...data } = event.data;
  const request: SyncRequested['data'] = {
    ...data,
    trigger: 'follow-up',
    allow_drops: false,
    requested_at: queued_at,
  };
  return requested({ ...event, type: 'SyncRequested', data: request });
};

const requested = ({ metadata, data, position }: LoggedEvent<SyncRequested>): SyncRow => ({
  tenant_id: metadata.tenantId,
  sync_id: data.sync_id,
  integration_id: data.integration_id,
  status: 'STARTED',
  trigger: data.trigger,
  attempt: 0,
  worker: null,
  dead_letter: false,
  activities: pendingActivities,
  counts: {},
  skipped: [],
  footprint: null,
  error: null,
  requested_at: data.requested_at,
  started_at: null,
  finished_at: null,
  position,
});

type Change = Exclude<SyncEvent, SyncRequested | FollowUpSyncQueued>;

const activityChanged = (row: SyncRow, event: ActivityEvent): Partial<SyncRow> => ({
  activities: evolveActivities(row.activities, event),
});

const changes: {
  readonly [Event in Change as Event['type']]: (row: SyncRow, event: LoggedEvent<Event>) => Partial<SyncRow>;
} = {
  SyncStarted: (row, { data }) => started(row, data),
  SyncActivityStarted: activityChanged,
  SyncActivityCompleted: activityChanged,
  SyncActivityFailed: activityChanged,
  SyncProgressed: activityChanged,
  SyncActivitySkipped: (row, event) => ({
    ...activityChanged(row, event),
    skipped: skippedBy(row, event.data),
  }),
  SyncCompleted: (_row, { data }) => completed(data),
  SyncFailed: (row, { data }) => failed(row, data, data.failed_at),
  SyncDeadLettered: (row, { data }) => ({ ...failed(row, data, data.dead_lettered_at), dead_letter: true }),
  SyncCancelled: (row, { data }) => cancelled(row, data.cancelled_at),
  SyncRequeued: (row) => requeued(row),
};

const changesOf = (row: SyncRow, event: LoggedEvent<Change>): Partial<SyncRow> =>
  (changes[event.type] as (row: SyncRow, event: LoggedEvent<Change>) => Partial<SyncRow>)(row, event);

const skippedBy = (row: SyncRow, { scope, activity, reason }: SyncActivitySkipped['data']) => [
  ...row.skipped,
  { scope: scope ?? activity, reason },
];

const started = (row: SyncRow, data: SyncStarted['data']): Partial<SyncRow> => ({
  status: 'PROCESSING',
  attempt: data.attempt,
  worker: data.worker,
  started_at: row.started_at ?? data.started_at,
  activities: interruptActivities(row.activities),
});

const completed = ({ attempt, counts, skipped, footprint, completed_at }: SyncCompleted['data']) =>
  ({
    status: 'COMPLETED',
    attempt,
    counts,
    skipped,
    footprint,
    error: null,
    finished_at: completed_at,
  }) as const;

const failed = (
  row: SyncRow,
  { attempt, error }: SyncFailed['data'] | SyncDeadLettered['data'],
  at: string,
): Partial<SyncRow> => ({
  status: 'FAILED',
  attempt,
  error,
  finished_at: at,
  activities: endActivities(row.activities, 'failed', at),
});

export const cancelled = (row: SyncRow, at: string): Partial<SyncRow> => ({
  status: 'CANCELLED',
  finished_at: at,
  activities: endActivities(row.activities, 'skipped', at),
});

const requeued = (row: SyncRow): Partial<SyncRow> => ({
  status: 'STARTED',
  attempt: 0,
  worker: null,
  dead_letter: false,
  error: null,
  finished_at: null,
  skipped: [],
  activities: resetActivities(row.activities),
});
