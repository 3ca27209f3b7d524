import { AppError, Unavailable } from '@cadastre/errors';
import type { SafeError } from '@cadastre/events';
import { isTransient } from '@cadastre/postgres';
import { TargetFailure, isRetryable, toSafeError } from '@cadastre/target-connection';

/** An error as an event and a job may hold it. What is not an AppError is a bug: its words go to the log only. */
export const describeFailure = (error: unknown): SafeError => {
  if (error instanceof TargetFailure) return toSafeError(error);
  if (error instanceof AppError) return { code: error.code, detail: error.message, hint: error.hint ?? null };
  return {
    code: 'internal',
    detail: 'The sync met an error that Cadastre did not expect.',
    hint: 'The log of the worker has the details under this sync_id.',
  };
};

/**
 * Codes of errors that pass by themselves: the target was changed or locked while it was read, or the credential was
 * replaced between reading its version and opening it.
 */
const passing = new Set(['snapshot-moved', 'relations-locked', 'credential-not-found']);

/** Would the same sync have a chance later, with nothing changed by anybody? */
export const isWorthRetrying = (error: unknown): boolean =>
  isRetryable(error) ||
  error instanceof Unavailable ||
  isTransient(error) ||
  (error instanceof AppError && passing.has(error.code)) ||
  !(error instanceof AppError);
