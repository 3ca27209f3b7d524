import type { Queryable } from '@cadastre/postgres';
import type { ClaimedJob, Fence, JobError, JobStats, JobSubject, Json, NewJob } from '../job.ts';
import { claim, nextDueInMs, type ClaimRequest } from './claim.ts';
import { endLeases } from './end-leases.ts';
import { checkLeases, guard, type LeaseCheck, type LeaseReport, type LeaseState } from './lease.ts';
import { bringForward, cancel, enqueue, requeue } from './put.ts';
import { complete, completeIfHeld, deadLetter, progress, release, retryLater, type Retry } from './settle.ts';
import { stats } from './stats.ts';

/**
 * Work that outlives processes. What belongs to a decision runs in the caller's transaction (first parameter);
 * the rest goes through the queue's own pool. Everything that takes a claim throws LeaseLost when it no longer holds,
 * and in a transaction every such call keeps the job's row locked to its end.
 */
export class JobQueue {
  constructor(readonly pool: Queryable) {}

  /** The same job id again does nothing, whatever became of the job. */
  enqueue(tx: Queryable, job: NewJob): Promise<'enqueued' | 'exists'> {
    return enqueue(tx, job);
  }

  /** Takes up to `limit` jobs that are due, or whose worker stopped renewing. */
  claim(request: ClaimRequest): Promise<ClaimedJob[]> {
    return claim(this.pool, request);
  }

  /** Milliseconds until something new can be claimed; null when nothing is planned. */
  nextDueInMs(kinds: readonly string[]): Promise<number | null> {
    return nextDueInMs(this.pool, kinds);
  }

  /**
   * Makes the lease last `leaseSeconds` from now. Also revives one that ran out, if nobody took the job.
   * `held`: the claim is good, but its row is locked just now and the lease was not moved.
   */
  async renew(job: Fence, db: Queryable = this.pool): Promise<LeaseState> {
    const [report] = await checkLeases(db, [{ claim: job, isRenewalDue: true }], job.leaseSeconds * 1_000);
    return report?.state ?? 'lost';
  }

  /** Renews those that are due and reports on all. */
  checkLeases(db: Queryable, checks: readonly LeaseCheck[], timeoutMs: number): Promise<LeaseReport[]> {
    return checkLeases(db, checks, timeoutMs);
  }

  /** Call first in a transaction that writes for a job. Throws LeaseLost unless this claim still holds. */
  guard(tx: Queryable, job: Fence): Promise<void> {
    return guard(tx, job);
  }

  /** Saves where the work stands, for whoever goes on with it. */
  progress(tx: Queryable, job: Fence, cursor: Json): Promise<void> {
    return progress(tx, job, cursor);
  }

  complete(tx: Queryable, job: Fence): Promise<void> {
    return complete(tx, job);
  }

  completeIfHeld(db: Queryable, job: Fence): Promise<boolean> {
    return completeIfHeld(db, job);
  }

  /** Back into the queue; the attempt counts. With no attempt left its next claim says `isExhausted`. */
  retryLater(tx: Queryable, job: Fence, retry: Retry): Promise<void> {
    return retryLater(tx, job, retry);
  }

  /** Parks the job with its reason until somebody requeues it. */
  deadLetter(tx: Queryable, job: Fence, error: JobError): Promise<void> {
    return deadLetter(tx, job, error);
  }

  /** Gives the job back at once. False: the claim no longer held, so there was nothing to give. */
  release(db: Queryable, job: Fence, options: { countsAsAttempt: boolean }): Promise<boolean> {
    return release(db, job, options);
  }

  /**
   * Lets others take over at once what a worker held of which it is known that it died; they would wait for its leases
   * otherwise. Answers how many those were.
   */
  endLeases(owner: string): Promise<number> {
    return endLeases(this.pool, owner);
  }

  /** Ends a queued or running job for good. */
  cancel(tx: Queryable, jobId: string): Promise<'cancelled' | 'finished' | 'not-found'> {
    return cancel(tx, jobId);
  }

  /** Brings a dead job back: attempt 0, cursor kept. */
  requeue(tx: Queryable, jobId: string): Promise<'requeued' | 'not-dead' | 'not-found'> {
    return requeue(tx, jobId);
  }

  /** Lets what waits for its next attempt begin it at once; answers how many those were. */
  bringForward(tx: Queryable, subject: JobSubject): Promise<number> {
    return bringForward(tx, subject);
  }

  stats(): Promise<JobStats[]> {
    return stats(this.pool);
  }
}
