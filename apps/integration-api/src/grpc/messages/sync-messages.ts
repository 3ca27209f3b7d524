import type { Sync } from '@cadastre/api-contract';
import {
  ActivityState,
  SyncStatus,
  SyncTrigger,
  type SafeError,
  type SyncActivity,
  type Sync as SyncMessage,
} from '@cadastre/grpc-contract';
import { capitalsOf, valueOf } from './enum-words.ts';
import { present } from './fields.ts';

export const syncStatusOf = (value: SyncStatus): string | undefined => capitalsOf('SYNC_STATUS', value);

export const syncStatusValue = (status: Sync['status']): SyncStatus =>
  valueOf(SyncStatus, 'SYNC_STATUS', status);

export const syncMessage = (body: Sync): SyncMessage => ({
  sync_id: body.sync_id,
  integration_id: body.integration_id,
  status: syncStatusValue(body.status),
  trigger: valueOf(SyncTrigger, 'SYNC_TRIGGER', body.trigger),
  attempt: body.attempt,
  percent: body.percent,
  dead_letter: body.dead_letter,
  activities: body.activities.map(activityMessage),
  counts: body.counts,
  skipped: body.skipped,
  footprint: present(body.footprint),
  error: errorMessage(body.error),
  requested_at: body.requested_at,
  started_at: present(body.started_at),
  finished_at: present(body.finished_at),
  duration_ms: present(body.duration_ms),
});

const activityMessage = (activity: Sync['activities'][number]): SyncActivity => ({
  activity: activity.activity,
  state: valueOf(ActivityState, 'ACTIVITY_STATE', activity.state),
  attempt: activity.attempt,
  started_at: present(activity.started_at),
  finished_at: present(activity.finished_at),
  duration_ms: present(activity.duration_ms),
  items: present(activity.items),
  done: activity.done,
  total: present(activity.total),
  percent: present(activity.percent),
  error: errorMessage(activity.error),
  retry_at: present(activity.retry_at),
});

const errorMessage = (error: Sync['error']): SafeError | undefined =>
  error === null ? undefined : { ...error, hint: present(error.hint) };
