import { AppError } from '@cadastre/errors';
import type { SafeError } from '@cadastre/events';
import { TargetFailure, toSafeError } from '@cadastre/target-connection';

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
