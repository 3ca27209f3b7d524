import { AppError, Unavailable } from '@cadastre/errors';
import { isTransient } from '@cadastre/postgres';
import { backoffMs } from '@cadastre/service-runtime';
import { TargetFailure, isRetryable, type TargetFailureClass } from '@cadastre/target-connection';

type Bounds = { readonly baseMs: number; readonly maxMs: number };

/** How long a failed attempt waits for the next one, by what has to pass before that can succeed. */
export type RetryPolicy = {
  /** Troubles of our own, and races that are over once they are lost: the next try is as good as any later one. */
  readonly own: Bounds;
  /** Whatever lasts as long as a reboot, a failover or a migration of the target does. */
  readonly target: Bounds;
};

/** Five attempts outlive a reboot of the target. */
export const defaultTargetRetryBaseMs = 10_000;

export const retryPolicy = (targetBaseMs = defaultTargetRetryBaseMs): RetryPolicy => ({
  own: { baseMs: 1_000, maxMs: 300_000 },
  target: { baseMs: targetBaseMs, maxMs: 300_000 },
});

/** The statement lost a race that is over; or we called the work off ourselves. */
const overAtOnce = new Set<TargetFailureClass>(['conflict', 'aborted']);
/** Somebody changes or holds what we read: a migration, most often, and those take minutes. */
const changedByOthers = new Set(['snapshot-moved', 'relations-locked']);
/** The credential was replaced between reading its version and opening it. */
const credentialReplaced = 'credential-not-found';

/** Would the same sync have a chance later, with nothing changed by anybody? */
export const isWorthRetrying = (error: unknown): boolean =>
  isRetryable(error) ||
  error instanceof Unavailable ||
  isTransient(error) ||
  (error instanceof AppError && (changedByOthers.has(error.code) || error.code === credentialReplaced)) ||
  !(error instanceof AppError);

const isOfTarget = (error: unknown): boolean =>
  error instanceof TargetFailure
    ? !overAtOnce.has(error.failureClass)
    : error instanceof AppError && changedByOthers.has(error.code);

/**
 * The wait before the next attempt. For the target it triples and is never less than half its bound: with the
 * default base five attempts last between 200 and 400 s, where chance alone could spend them within seconds.
 *
 * @param attempt the one that failed, from 1
 */
export const retryDelayMs = (
  error: unknown,
  { attempt, policy, random }: { attempt: number; policy: RetryPolicy; random?: () => number },
): number => {
  const chance = random === undefined ? {} : { random };
  return isOfTarget(error)
    ? backoffMs({ attempt, ...policy.target, factor: 3, leastShare: 0.5, ...chance })
    : backoffMs({ attempt, ...policy.own, ...chance });
};
