import { keptCounter, keptHistogram } from '@cadastre/observability';
import { syncJob } from '../ring-doorbell/sync-doorbell.projection.ts';
import type { Counter, Histogram, Registry } from 'prom-client';

export type SyncOutcome = 'completed' | 'failed' | 'dead-lettered';

/** What a worker counts of its syncs. */
export type SyncMetrics = {
  readonly takeovers: Counter<'kind'>;
  readonly failedAttempts: Counter<'code'>;
  /** After the commit that ended the sync. */
  ended(sync: { readonly requestedAt: string | null }, outcome: SyncOutcome): void;
};

export const syncMetrics = (registry: Registry): SyncMetrics => {
  const duration: Histogram<'outcome'> = keptHistogram({
    registry,
    name: 'cadastre_sync_duration_seconds',
    help: 'From the request of a sync, or its last requeueing, to its end. Cancelled syncs are not counted',
    labelNames: ['outcome'],
    buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600],
  });
  const takeovers: Counter<'kind'> = keptCounter({
    registry,
    name: 'cadastre_job_takeovers_total',
    help: 'Jobs that this process took over from a worker that stopped renewing its lease',
    labelNames: ['kind'],
  });
  // There from the start: a rate needs something to grow from.
  takeovers.inc({ kind: syncJob }, 0);
  return {
    takeovers,
    failedAttempts: keptCounter({
      registry,
      name: 'cadastre_sync_attempts_failed_total',
      help: 'Attempts of syncs that failed, by the code of the error; most are tried again',
      labelNames: ['code'],
    }),
    ended: ({ requestedAt }, outcome) => {
      if (requestedAt === null) return;
      duration.observe({ outcome }, Math.max(0, Date.now() - Date.parse(requestedAt)) / 1_000);
    },
  };
};
