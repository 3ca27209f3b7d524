import { createJobRunner, type JobRunner } from '@cadastre/leased-jobs';
import { channels, projectionsDependency, runProjection, type Platform } from '@cadastre/platform';
import { BackgroundService } from '@cadastre/service-runtime';
import { syncMetrics } from './metrics/sync-metrics.ts';
import { syncDoorbell, syncJob } from './ring-doorbell/sync-doorbell.projection.ts';
import { describeFailure } from './run-sync/describe-failure.ts';
import { deadLetter } from './run-sync/end-sync.ts';
import { retryPolicy, type RetryPolicy } from './run-sync/retry-policy.ts';
import { Spool, defaultSpool, type SpoolOptions } from './read-ahead/spool.ts';
import { runSync } from './run-sync/run-sync.ts';

/** The most that `options.statement_timeout_ms` of an integration allows. */
const longestStatementSeconds = 3_600;

export type SyncWorkerOptions = {
  readonly maxConcurrentTasks: number;
  readonly claimBatch: number;
  readonly leaseSeconds: number;
  readonly heartbeatSeconds: number;
  /** By what failed; default 1 s for our own troubles, 10 s for the target's, both up to 5 min. */
  readonly retry?: RetryPolicy;
  /** Share of the known objects that a sync may drop without being told to; default 0.5. */
  readonly dropGuardShare?: number;
  readonly spool?: SpoolOptions;
  /** A transaction on a target that waits this long for us is given up for another; default 15 s, servers end it at 60 s. */
  readonly longestIdleMs?: number;
};

/** Hears of requested syncs, claims them under leases, and runs them. */
export class SyncWorkerService extends BackgroundService {
  override readonly name = 'sync worker';
  override readonly started: Promise<void>;
  private readonly doorbell: BackgroundService;
  private readonly runner: JobRunner;

  constructor(platform: Platform, options: SyncWorkerOptions) {
    super();
    const { retry = retryPolicy(), dropGuardShare = 0.5, longestIdleMs = 15_000 } = options;
    const { pool, bells, jobs, log, heartbeatPool, processName } = platform;
    platform.health.add(
      projectionsDependency(pool, { name: 'doorbell', projections: [syncDoorbell(jobs).name] }),
    );
    this.doorbell = runProjection(platform, {
      projection: syncDoorbell(jobs),
      // After the commit: a worker that was rung earlier would not see the row.
      onProjected: (_position, touched) => {
        if (touched.length > 0) bells.ring(channels.jobs);
      },
    });
    const spool = new Spool(options.spool ?? defaultSpool, log);
    const metrics = syncMetrics(platform.metrics);
    const attempt = { platform, retry, dropGuardShare, longestIdleMs, spool, metrics };
    this.runner = createJobRunner({
      queue: jobs,
      heartbeatPool,
      handlers: {
        [syncJob]: (claim, signal, touch) => runSync({ ...attempt, claim, signal, touch }),
      },
      onExhausted: (claim, error) => deadLetter({ platform, metrics }, claim, error),
      onTakeover: ({ kind }) => metrics.takeovers.inc({ kind }),
      describe: describeFailure,
      owner: processName,
      log,
      wakeUp: bells.listen(channels.jobs),
      maxConcurrent: options.maxConcurrentTasks,
      claimBatch: options.claimBatch,
      leaseSeconds: options.leaseSeconds,
      heartbeatSeconds: options.heartbeatSeconds,
      // Longer than any statement may run: until it ends there is no sign of progress.
      stallSeconds: longestStatementSeconds + 300,
      retry: retry.own,
    });
    this.started = Promise.all([this.doorbell.started, this.runner.started]).then(() => undefined);
  }

  override start(): void {
    this.doorbell.start();
    this.runner.start();
  }

  /** Interrupts running syncs and gives their jobs back at once, so that another worker goes on with them. */
  override async stop(): Promise<void> {
    await Promise.all([this.doorbell.stop(), this.runner.stop()]);
  }
}
