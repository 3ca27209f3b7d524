import { AppError } from '@cadastre/errors';
import { backoffMs, type Log } from '@cadastre/service-runtime';
import type { ClaimedJob, JobError } from '../job.ts';
import { JobInterrupted } from '../job-interrupted.ts';
import { LeaseLost } from '../lease-lost.ts';
import type { JobQueue } from '../queue/job-queue.ts';

export type FailurePolicy = {
  readonly queue: JobQueue;
  readonly describe: (error: unknown) => JobError;
  readonly retry: { readonly baseMs: number; readonly maxMs: number };
  readonly onExhausted: (claim: ClaimedJob, error: JobError) => Promise<void>;
  readonly log: Log;
};

/** What is not an AppError is a bug: its message may hold anything, so it goes to the log only. */
export const describeError = (error: unknown): JobError => {
  if (error instanceof JobInterrupted) return { code: `job-${error.reason}`, detail: error.message };
  if (error instanceof AppError) return { code: error.code, detail: error.title, hint: error.hint ?? null };
  return { code: 'internal', detail: 'The job failed for a reason that nobody foresaw' };
};

/** The handler came back: by itself, or because its signal told it to. */
export const settleSuccess = async (
  policy: FailurePolicy,
  claim: ClaimedJob,
  signal: AbortSignal,
): Promise<void> => {
  if (signal.aborted) return settleInterruption(policy, claim, signal);
  await policy.queue.completeIfHeld(policy.queue.pool, claim);
};

export const settleFailure = async (
  policy: FailurePolicy,
  claim: ClaimedJob,
  { error, signal }: { error: unknown; signal: AbortSignal },
): Promise<void> => {
  if (signal.aborted) return settleInterruption(policy, claim, signal);
  if (error instanceof LeaseLost) {
    policy.log.warn({ jobId: claim.jobId, attempt: claim.attempt, err: error }, 'lease lost');
    return;
  }
  await retryOrGiveUp(policy, claim, error);
};

/** An ended lease is given back all the same: if nobody has the job yet, nobody has to wait for it either. */
const settleInterruption = async (
  policy: FailurePolicy,
  claim: ClaimedJob,
  signal: AbortSignal,
): Promise<void> => {
  const { queue } = policy;
  const interruption = signal.reason as JobInterrupted;
  switch (interruption.reason) {
    case 'cancelled':
      return;
    case 'stopping':
      await queue.release(queue.pool, claim, { countsAsAttempt: false });
      return;
    case 'lease-lost':
      await queue.release(queue.pool, claim, { countsAsAttempt: true });
      return;
    case 'stalled':
      return retryOrGiveUp(policy, claim, interruption);
  }
};

const retryOrGiveUp = async (policy: FailurePolicy, claim: ClaimedJob, cause: unknown): Promise<void> => {
  const { queue, retry, log } = policy;
  const { jobId, kind, attempt, maxAttempts } = claim;
  const error = policy.describe(cause);
  if (attempt >= maxAttempts) {
    log.error({ jobId, kind, attempt, err: cause }, 'job failed for the last time');
    return policy.onExhausted(claim, error);
  }
  const delayMs = backoffMs({ attempt, ...retry });
  log.warn({ jobId, kind, attempt, delayMs, err: cause }, 'job failed, will be retried');
  await queue.retryLater(queue.pool, claim, { error, delayMs });
};
