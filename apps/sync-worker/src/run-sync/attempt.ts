import type { IntegrationId, TenantId } from '@cadastre/events';
import type { RegisteredIntegration, RequestedSync } from '@cadastre/integration';
import type { ClaimedJob } from '@cadastre/leased-jobs';
import type { Platform } from '@cadastre/platform';
import type { SyncMetrics } from '../metrics/sync-metrics.ts';
import type { Spool } from '../read-ahead/spool.ts';
import type { ActivityLog } from './activity-log.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { SyncJournal } from './sync-journal.ts';

/** What a sync is run with. */
export type RunSync = {
  readonly platform: Platform;
  readonly claim: ClaimedJob;
  readonly signal: AbortSignal;
  /** A sign of progress for the watchdog. */
  readonly touch: () => void;
  readonly retry: RetryPolicy;
  /** More than this share of the known objects is not dropped without being told to. */
  readonly dropGuardShare: number;
  readonly spool: Spool;
  /** A transaction on a target that waits this long for us is given up for another. */
  readonly longestIdleMs: number;
  readonly metrics: SyncMetrics;
};

/** What the parts of one attempt share. */
export type Attempt = RunSync & {
  readonly journal: SyncJournal;
  readonly activities: ActivityLog;
  readonly sync: RequestedSync;
  readonly integration: RegisteredIntegration;
  readonly integrationId: IntegrationId;
  readonly tenantId: TenantId;
};
