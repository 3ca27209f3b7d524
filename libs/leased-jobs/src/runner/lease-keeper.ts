import type { Queryable } from '@cadastre/postgres';
import { backgroundLoop, WakeUp, type BackgroundService, type Log } from '@cadastre/service-runtime';
import type { ClaimedJob } from '../job.ts';
import { JobInterrupted, type InterruptionReason } from '../job-interrupted.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import type { LeaseReport } from '../queue/lease.ts';
import { within } from './within.ts';

export type LeaseKeeperOptions = {
  readonly queue: JobQueue;
  /** Connections of its own: work that uses up the other pool must not cost the leases. */
  readonly heartbeatPool: Queryable;
  readonly heartbeatSeconds: number;
  /** How soon a cancellation, a loss or a stall is noticed. */
  readonly checkMs: number;
  readonly stallSeconds: number | null;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  readonly log: Log;
};

export type HeldLease = {
  readonly claim: ClaimedJob;
  /** Aborted with a JobInterrupted when the job has to end. */
  readonly signal: AbortSignal;
  readonly touch: () => void;
  readonly interrupt: (reason: InterruptionReason) => void;
  readonly drop: () => void;
};

type Entry = { lease: HeldLease; endsAt: number; touchedAt: number };

const keyOf = ({ jobId, fence }: { jobId: string; fence: number }): string => `${fence}:${jobId}`;

/**
 * Keeps the leases of one process alive, and says which are lost. The database decides; but when renewals do not get
 * through, a lease counts as lost here a moment before others may take it. A job that was told to end is no
 * longer renewed: should it hang, another worker gets it when the lease runs out.
 */
export class LeaseKeeper {
  private readonly entries = new Map<string, Entry>();
  private readonly bell = new WakeUp();
  private readonly loop: BackgroundService;
  private watch: NodeJS.Timeout | undefined;

  constructor(private readonly options: LeaseKeeperOptions) {
    this.loop = backgroundLoop({
      name: 'job leases',
      turn: (signal) => this.checkAll(signal),
      wakeUp: this.bell,
      pollMs: options.checkMs,
      log: options.log,
      backoff: { baseMs: Math.min(100, options.checkMs), maxMs: options.checkMs },
    });
  }

  start(): void {
    this.loop.start();
    // Beside the loop: a renewal that hangs must not keep an end from being noticed.
    this.watch ??= setInterval(() => this.noticeEnds(), this.options.checkMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.watch);
    await this.loop.stop();
  }

  /** Looks at the database now, as after news of a cancellation. */
  recheck(): void {
    this.bell.ring();
  }

  /** @param claimedAt the clock just before the claim was sent, so that our idea of the lease is the shorter one */
  hold(claim: ClaimedJob, claimedAt: number): HeldLease {
    const { clock } = this.options;
    const controller = new AbortController();
    const key = keyOf(claim);
    const lease: HeldLease = {
      claim,
      signal: controller.signal,
      touch: () => {
        const entry = this.entries.get(key);
        if (entry !== undefined) entry.touchedAt = clock();
      },
      interrupt: (reason) => {
        if (!controller.signal.aborted) controller.abort(new JobInterrupted(claim.jobId, reason));
      },
      drop: () => void this.entries.delete(key),
    };
    this.entries.set(key, {
      lease,
      endsAt: claimedAt + claim.leaseSeconds * 1_000,
      touchedAt: clock(),
    });
    return lease;
  }

  interruptAll(reason: InterruptionReason): void {
    for (const { lease } of this.entries.values()) lease.interrupt(reason);
  }

  private noticeEnds(): void {
    const { clock, checkMs, stallSeconds, log } = this.options;
    const now = clock();
    for (const { lease, endsAt, touchedAt } of this.live()) {
      const { jobId, attempt } = lease.claim;
      if (now + checkMs >= endsAt) {
        log.warn({ jobId, attempt }, 'lease lost: renewals did not get through in time');
        lease.interrupt('lease-lost');
      } else if (stallSeconds !== null && now - touchedAt > stallSeconds * 1_000) {
        log.warn({ jobId, attempt, stallSeconds }, 'job shows no progress');
        lease.interrupt('stalled');
      }
    }
  }

  private async checkAll(signal: AbortSignal): Promise<'idle'> {
    const { queue, heartbeatPool, clock, heartbeatSeconds } = this.options;
    this.noticeEnds();
    const entries = this.live();
    if (entries.length === 0) return 'idle';
    const askedAt = clock();
    const checks = entries.map(({ lease: { claim }, endsAt }) => ({
      claim,
      isRenewalDue: endsAt - askedAt <= (claim.leaseSeconds - heartbeatSeconds) * 1_000,
    }));
    const shortest = Math.min(...entries.map(({ lease }) => lease.claim.leaseSeconds));
    const timeoutMs = Math.ceil((shortest * 1_000) / 3);
    const asking = queue.checkLeases(heartbeatPool, checks, timeoutMs);
    const reports = await within(asking, timeoutMs, signal);
    for (const report of reports) this.heed(report, askedAt);
    return 'idle';
  }

  private heed(report: LeaseReport, askedAt: number): void {
    const entry = this.entries.get(keyOf(report));
    if (entry === undefined) return;
    const { interrupt } = entry.lease;
    switch (report.state) {
      case 'renewed':
      case 'held':
        entry.endsAt = askedAt + report.remainingMs;
        return;
      case 'cancelled':
        return interrupt('cancelled');
      case 'lost':
        return interrupt('lease-lost');
    }
  }

  private live(): Entry[] {
    return [...this.entries.values()].filter(({ lease }) => !lease.signal.aborted);
  }
}
