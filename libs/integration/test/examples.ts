import {
  FollowUpSyncQueued,
  IntegrationDeleted,
  IntegrationDisabled,
  IntegrationId,
  IntegrationOptions,
  IntegrationRegistered,
  SyncActivityStarted,
  SyncCancelled,
  SyncClosed,
  SyncCompleted,
  SyncDeadLettered,
  SyncFailed,
  SyncId,
  SyncOpened,
  SyncRequested,
  SyncRequeued,
  SyncStarted,
  type SyncActivity,
} from '@cadastre/events';
import type { Decision } from '../src/decision.ts';

export const shop = IntegrationId.parse('0198c0de-0000-7000-8000-000000000001');
export const firstSync = SyncId.parse('0198c0de-0000-7000-8000-0000000000a1');
export const secondSync = SyncId.parse('0198c0de-0000-7000-8000-0000000000a2');
export const thirdSync = SyncId.parse('0198c0de-0000-7000-8000-0000000000a3');
export const at = '2026-01-05T09:00:00.000Z';
export const target = {
  host: 'db.example.com',
  port: 5432,
  database_name: 'shop',
  username: 'cadastre',
  ssl_mode: 'verify-full',
} as const;
export const options = IntegrationOptions.parse({});
export const error = { code: 'timeout', detail: 'The server did not answer in time', hint: null };
export const report = {
  counts: { table: { seen: 3, added: 1, changed: 0, dropped: 0, skipped: 0 } },
  skipped: [],
  footprint: { queries: 12, rows: 300, bytes: 9_000, duration_ms: 120, longest_transaction_ms: 100 },
};

export const registered = () =>
  IntegrationRegistered.create({
    integration_id: shop,
    integration_type: 'POSTGRESQL',
    name: 'shop',
    target,
    credential_version: 1,
    options,
    registered_at: at,
  });

const both = (syncId: SyncId) => ({ integration_id: shop, sync_id: syncId });

export const opened = (syncId: SyncId) => SyncOpened.create({ ...both(syncId), opened_at: at });
export const requested = (syncId: SyncId, trigger: 'registration' | 'request' | 'follow-up') =>
  SyncRequested.create({ ...both(syncId), trigger, requested_at: at });
export const started = (syncId: SyncId, attempt = 1) =>
  SyncStarted.create({ ...both(syncId), attempt, worker: 'worker-1', started_at: at });
export const closed = (syncId: SyncId, outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED') =>
  SyncClosed.create({ ...both(syncId), outcome, closed_at: at });
export const completed = (syncId: SyncId, attempt = 1) =>
  SyncCompleted.create({ ...both(syncId), attempt, ...report, completed_at: at });
export const failed = (syncId: SyncId, attempt = 1) =>
  SyncFailed.create({ ...both(syncId), attempt, error, failed_at: at });
export const deadLettered = (syncId: SyncId, attempt = 1) =>
  SyncDeadLettered.create({ ...both(syncId), attempt, error, dead_lettered_at: at });
export const cancelled = (syncId: SyncId, reason: 'requested' | 'integration-deleted') =>
  SyncCancelled.create({ ...both(syncId), reason, cancelled_at: at });
export const requeued = (syncId: SyncId) => SyncRequeued.create({ ...both(syncId), requeued_at: at });
export const followUpQueued = (syncId: SyncId) =>
  FollowUpSyncQueued.create({ ...both(syncId), queued_at: at });
export const activityStarted = (activity: SyncActivity, attempt = 1) =>
  SyncActivityStarted.create({ ...both(firstSync), activity, attempt, started_at: at });
export const disabled = () => IntegrationDisabled.create({ integration_id: shop, disabled_at: at });
export const deleted = () => IntegrationDeleted.create({ integration_id: shop, deleted_at: at });

/** A registered integration whose first sync waits for a worker. */
export const justRegistered: Decision = [
  registered(),
  opened(firstSync),
  requested(firstSync, 'registration'),
];
/** … whose first sync is being worked on. */
export const syncing: Decision = [...justRegistered, started(firstSync)];
/** … whose first sync is done. */
export const idle: Decision = [...syncing, completed(firstSync), closed(firstSync, 'COMPLETED')];
/** … whose first sync was given up. */
export const givenUp: Decision = [...syncing, deadLettered(firstSync), closed(firstSync, 'FAILED')];
