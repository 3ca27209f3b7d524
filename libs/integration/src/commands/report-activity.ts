import {
  SyncActivityCompleted,
  SyncActivityFailed,
  SyncActivitySkipped,
  SyncActivityStarted,
  SyncProgressed,
  type SafeError,
  type SyncActivity,
  type SyncId,
} from '@cadastre/events';
import type { Decision } from '../decision.ts';
import { SyncActivityNotRunning } from '../errors/sync-errors.ts';
import { runningSync } from '../present.ts';
import type { RequestedSync, Sync } from '../sync-state.ts';

/** What a worker says of one step. `attempt` is the sync's; the activity's own tries are counted here. */
export type ActivityReport = {
  readonly syncId: SyncId;
  readonly attempt: number;
  readonly activity: SyncActivity;
  readonly at: string;
};

/** Begins a step, for the first time or again. */
export const startActivity = (sync: Sync, report: ActivityReport): Decision => {
  const running = runningSync(sync, report);
  const attempt = (running.activities[report.activity]?.attempt ?? 0) + 1;
  return [SyncActivityStarted.create({ ...named(running, report), attempt, started_at: report.at })];
};

/** Ends a step well. `items` is how many things it read or wrote. */
export const completeActivity = (
  sync: Sync,
  report: ActivityReport & { readonly items: number },
): Decision => {
  const running = runningSync(sync, report);
  if (running.activities[report.activity]?.status === 'completed') return [];
  const attempt = tryInHand(running, report);
  const { items, at } = report;
  return [SyncActivityCompleted.create({ ...named(running, report), attempt, items, completed_at: at })];
};

/** Ends a step badly. `retryAt`: when it is tried again; null when it is not. */
export const failActivity = (
  sync: Sync,
  report: ActivityReport & { readonly error: SafeError; readonly retryAt: string | null },
): Decision => {
  const running = runningSync(sync, report);
  if (running.activities[report.activity]?.status === 'failed') return [];
  const attempt = tryInHand(running, report);
  const { error, retryAt, at } = report;
  return [
    SyncActivityFailed.create({
      ...named(running, report),
      attempt,
      error,
      retry_at: retryAt,
      failed_at: at,
    }),
  ];
};

/** Leaves out a scope of a step (a schema), or the whole step when `scope` is null. */
export const skipActivity = (
  sync: Sync,
  report: ActivityReport & { readonly scope: string | null; readonly reason: string },
): Decision => {
  const running = runningSync(sync, report);
  const { scope, reason, at } = report;
  return [SyncActivitySkipped.create({ ...named(running, report), scope, reason, skipped_at: at })];
};

/** Says how far a running step is. `total` null: not known yet. */
export const progressActivity = (
  sync: Sync,
  report: ActivityReport & { readonly done: number; readonly total: number | null },
): Decision => {
  const running = runningSync(sync, report);
  tryInHand(running, report);
  const { done, total, at } = report;
  return [SyncProgressed.create({ ...named(running, report), done, total, progressed_at: at })];
};

const named = ({ syncId, integrationId }: RequestedSync, { activity }: ActivityReport) => ({
  sync_id: syncId,
  integration_id: integrationId,
  activity,
});

const tryInHand = ({ activities }: RequestedSync, { syncId, activity }: ActivityReport): number => {
  const state = activities[activity];
  if (state?.status !== 'running') throw new SyncActivityNotRunning({ syncId, activity });
  return state.attempt;
};
