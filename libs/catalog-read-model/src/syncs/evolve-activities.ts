import {
  syncActivities,
  type SyncActivity,
  type SyncActivityCompleted,
  type SyncActivityFailed,
  type SyncActivitySkipped,
  type SyncActivityStarted,
  type SyncProgressed,
  type LoggedEvent,
} from '@cadastre/events';
import type { ActivityProgress } from './sync-row.ts';

export type ActivityEvent = LoggedEvent<
  SyncActivityStarted | SyncActivityCompleted | SyncActivityFailed | SyncActivitySkipped | SyncProgressed
>;

type Activities = readonly ActivityProgress[];

const pending = (activity: SyncActivity): ActivityProgress => ({
  activity,
  state: 'pending',
  attempt: 0,
  started_at: null,
  finished_at: null,
  duration_ms: null,
  items: null,
  done: 0,
  total: null,
  percent: null,
  error: null,
  retry_at: null,
});

export const pendingActivities: Activities = syncActivities.map(pending);

export const evolveActivities = (activities: Activities, event: ActivityEvent): Activities =>
  activities.map((step) => (step.activity === event.data.activity ? evolve(step, event) : step));

const evolve = (step: ActivityProgress, { type, data }: ActivityEvent): ActivityProgress => {
  switch (type) {
    case 'SyncActivityStarted':
      return {
        ...pending(step.activity),
        state: 'running',
        attempt: data.attempt,
        started_at: data.started_at,
      };
    case 'SyncProgressed':
      return {
        ...step,
        done: data.done,
        total: data.total,
        percent: percentOf(data.done, data.total),
      };
    case 'SyncActivityCompleted':
      return {
        ...finished(step, data.completed_at),
        state: 'completed',
        attempt: data.attempt,
        items: data.items,
        done: data.items,
        total: step.total ?? data.items,
        percent: 100,
        error: null,
      };
    case 'SyncActivityFailed':
      return {
        ...finished(step, data.failed_at),
        state: data.retry_at === null ? 'failed' : 'retrying',
        attempt: data.attempt,
        error: data.error,
        retry_at: data.retry_at,
      };
    case 'SyncActivitySkipped':
      // A schema that was left out does not end the activity; the sync lists it.
      return data.scope === null ? { ...finished(step, data.skipped_at), state: 'skipped' } : step;
  }
};

const percentOf = (done: number, total: number | null): number | null => {
  if (total === null) return null;
  return total === 0 ? 99 : Math.min(99, Math.floor((100 * done) / total));
};

const finished = (step: ActivityProgress, at: string): ActivityProgress => ({
  ...step,
  finished_at: at,
  duration_ms: step.started_at === null ? null : Math.max(0, Date.parse(at) - Date.parse(step.started_at)),
  retry_at: null,
});

/** What was under way when the attempt before was lost has to be begun again. */
export const interruptActivities = (activities: Activities): Activities =>
  activities.map((step) => (step.state === 'running' ? { ...step, state: 'retrying' } : step));

/** The sync is over: nothing of it is under way any more. */
export const endActivities = (
  activities: Activities,
  outcome: 'failed' | 'skipped',
  at: string,
): Activities =>
  activities.map((step) => {
    if (step.state === 'pending') return { ...step, state: 'skipped' };
    return step.state === 'running' || step.state === 'retrying'
      ? { ...finished(step, step.finished_at ?? at), state: outcome }
      : step;
  });

/** Another set of attempts goes on at the first activity that was not finished. */
export const resetActivities = (activities: Activities): Activities =>
  activities.map((step) => (step.state === 'completed' ? step : pending(step.activity)));
