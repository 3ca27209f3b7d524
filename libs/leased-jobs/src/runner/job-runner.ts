import { BackgroundService, backgroundLoop, crashPoint, WakeUp, type Log } from '@cadastre/service-runtime';
import type { Queryable } from '@cadastre/postgres';
import type { ClaimedJob, JobError } from '../job.ts';
import { LeaseLost } from '../lease-lost.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import { LeaseKeeper, type HeldLease } from './lease-keeper.ts';
import { describeError, settleFailure, settleSuccess, type FailurePolicy } from './settle-outcome.ts';

/**
 * Works on one claim. Writes only in transactions that begin with `queue.guard`. Ends soon, by throwing or returning,
 * once the signal aborts; its reason is a JobInterrupted. A handler that returns without having settled
 * the job has completed it; one that throws is retried with backoff until its attempts are used up.
 * Calling `touch` is a sign of progress, where `stallSeconds` asks for one.
 */
export type JobHandler = (claim: ClaimedJob, signal: AbortSignal, touch: () => void) => Promise<void>;

export type JobRunnerOptions = {
  readonly queue: JobQueue;
  readonly heartbeatPool: Queryable;
  /** By kind; only these kinds are claimed. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /**
   * The attempts are used up, by failures or by workers that died: put the facts down and dead-letter the job in one
   * transaction (`guard`, append, `deadLetter`). When this fails it is called again after the lease. Default: dead-letter.
   */
  readonly onExhausted?: (claim: ClaimedJob, error: JobError) => Promise<void>;
  /** A claim follows on a worker that stopped renewing. */
  readonly onTakeover?: (claim: ClaimedJob) => void;
  /** An error as it may be shown; by default code and title of an AppError, and no more than `internal` for a bug. */
  readonly describe?: (error: unknown) => JobError;
  readonly owner: string;
  readonly log: Log;
  /** Rung by whoever put a job. */
  readonly wakeUp?: WakeUp;
  /** Default 10. */
  readonly maxConcurrent?: number;
  /** Most jobs of one claim; default: as many as there is room for. */
  readonly claimBatch?: number;
  /** Default 30. */
  readonly leaseSeconds?: number;
  /** Default 10. */
  readonly heartbeatSeconds?: number;
  /** Without a sign of progress for so long a job is interrupted and tried again; default null: never. */
  readonly stallSeconds?: number | null;
  /** Default 1,000. */
  readonly checkMs?: number;
  /** Default 5,000. */
  readonly sweepMs?: number;
  /** How long `stop` waits for handlers to end; default 10,000. */
  readonly drainMs?: number;
  /** Full jitter below `baseMs * 2^(attempt-1)`; default 1 s to 5 min. */
  readonly retry?: { readonly baseMs: number; readonly maxMs: number };
  readonly clock?: () => number;
};

const lostWithoutTrace: JobError = {
  code: 'attempts-exhausted',
  detail: 'Every attempt ended without a result',
};

/** Claims what it has room for, keeps the leases, and sees to it that every claim comes to an end. */
export class JobRunner extends BackgroundService {
  override readonly name = 'job runner';
  override readonly started: Promise<void>;
  private readonly active = new Map<HeldLease, Promise<void>>();
  private readonly bell: WakeUp;
  private readonly keeper: LeaseKeeper;
  private readonly loop: BackgroundService;
  private readonly policy: FailurePolicy;
  private readonly kinds: readonly string[];
  private readonly clock: () => number;
  private nextDue: NodeJS.Timeout | undefined;
  private stopped: Promise<void> | undefined;

  constructor(private readonly options: JobRunnerOptions) {
    super();
    const { queue, heartbeatPool, log, sweepMs = 5_000 } = options;
    this.bell = options.wakeUp ?? new WakeUp();
    this.clock = options.clock ?? (() => performance.now());
    this.kinds = Object.keys(options.handlers);
    this.keeper = new LeaseKeeper({
      queue,
      heartbeatPool,
      heartbeatSeconds: options.heartbeatSeconds ?? 10,
      checkMs: options.checkMs ?? 1_000,
      stallSeconds: options.stallSeconds ?? null,
      clock: this.clock,
      log,
    });
    this.policy = {
      queue,
      log,
      describe: options.describe ?? describeError,
      retry: options.retry ?? { baseMs: 1_000, maxMs: 300_000 },
      onExhausted: options.onExhausted ?? ((claim, error) => queue.deadLetter(queue.pool, claim, error)),
    };
    this.loop = backgroundLoop({
      name: this.name,
      turn: () => this.claimMore(),
      wakeUp: this.bell,
      pollMs: sweepMs,
      log,
    });
    this.started = this.loop.started;
  }

  /** Claims in hand, those included that were told to end and have not yet. */
  get running(): number {
    return this.active.size;
  }

  override start(): void {
    this.keeper.start();
    this.loop.start();
  }

  /** Looks for cancelled jobs now instead of within `checkMs`. */
  recheck(): void {
    this.keeper.recheck();
  }

  /** Interrupts the handlers, waits for them, and gives their jobs back at once, attempt included. */
  override stop(): Promise<void> {
    this.stopped ??= this.drain();
    return this.stopped;
  }

  private async claimMore(): Promise<'more' | 'idle'> {
    const { queue, owner, leaseSeconds = 30, maxConcurrent = 10 } = this.options;
    const limit = Math.min(maxConcurrent - this.active.size, this.options.claimBatch ?? Infinity);
    if (limit <= 0) return 'idle';
    const claimedAt = this.clock();
    const except = [...this.active.keys()].map(({ claim }) => claim.jobId);
    const claims = await queue.claim({ kinds: this.kinds, owner, limit, leaseSeconds, except });
    if (claims.length > 0) crashPoint('lease.after-claim');
    for (const claim of claims) this.begin(claim, claimedAt);
    if (claims.length === limit) return 'more';
    await this.planNextLook();
    return 'idle';
  }

  private begin(claim: ClaimedJob, claimedAt: number): void {
    const lease = this.keeper.hold(claim, claimedAt);
    const ended = this.work(lease).finally(() => {
      lease.drop();
      this.active.delete(lease);
      this.bell.ring();
    });
    this.active.set(lease, ended);
  }

  /** Never rejects: what cannot be settled now is settled by the end of its lease. */
  private async work({ claim, signal, touch }: HeldLease): Promise<void> {
    const { jobId, kind, attempt } = claim;
    const { log } = this.options;
    if (claim.isTakeover) {
      log.warn({ jobId, kind, attempt, lastError: claim.lastError }, 'job taken over');
      this.options.onTakeover?.(claim);
    }
    try {
      if (claim.isExhausted) await this.policy.onExhausted(claim, claim.lastError ?? lostWithoutTrace);
      else await this.handle(claim, signal, touch);
    } catch (error) {
      if (error instanceof LeaseLost)
        log.info({ jobId, attempt, err: error }, 'job was settled by somebody else');
      else
        log.error({ jobId, kind, attempt, err: error }, 'job could not be settled; its lease will run out');
    }
  }

  private async handle(claim: ClaimedJob, signal: AbortSignal, touch: () => void): Promise<void> {
    const handler = this.options.handlers[claim.kind];
    if (handler === undefined) throw new Error(`No handler for jobs of kind ${claim.kind}`);
    try {
      await handler(claim, signal, touch);
    } catch (error) {
      return settleFailure(this.policy, claim, { error, signal });
    }
    await settleSuccess(this.policy, claim, signal);
  }

  /** A retry due in a second, or a lease about to run out, should not wait for the sweep. */
  private async planNextLook(): Promise<void> {
    const ms = await this.options.queue.nextDueInMs(this.kinds);
    clearTimeout(this.nextDue);
    if (ms === null || ms >= (this.options.sweepMs ?? 5_000) || this.stopped !== undefined) return;
    this.nextDue = setTimeout(() => this.bell.ring(), ms + 1);
  }

  private async drain(): Promise<void> {
    this.keeper.interruptAll('stopping');
    await this.loop.stop();
    this.keeper.interruptAll('stopping'); // what a claim in flight brought
    clearTimeout(this.nextDue);
    await this.waitForHandlers();
    await this.keeper.stop();
  }

  private async waitForHandlers(): Promise<void> {
    const { drainMs = 10_000, queue, log } = this.options;
    const patience = new WakeUp();
    void Promise.all(this.active.values()).then(() => patience.ring());
    await patience.wait(drainMs);
    for (const { claim } of this.active.keys()) {
      // The fence makes the handler harmless that still runs; the job need not wait for it.
      log.warn({ jobId: claim.jobId, attempt: claim.attempt }, 'handler did not end in time');
      await queue.release(queue.pool, claim, { countsAsAttempt: true }).catch((err: unknown) => {
        log.error({ jobId: claim.jobId, err }, 'lease could not be released; it will run out');
      });
    }
  }
}

export const createJobRunner = (options: JobRunnerOptions): JobRunner => new JobRunner(options);
