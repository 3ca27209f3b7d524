import { AppError } from '@cadastre/errors';
import { toUnavailable } from '@cadastre/postgres';

/** What a person reads when nothing came up: what is wrong, and what to do. A bug shows its stack, anything expected does not. */
const startFailure = (error: unknown): string => {
  const cause = toUnavailable(error);
  if (cause instanceof AppError)
    return [cause.message, ...(cause.hint === undefined ? [] : [cause.hint])].join('\n');
  return `could not start: ${cause instanceof Error ? (cause.stack ?? cause.message) : 'unknown error'}`;
};

/** Says it and ends the process with code 1. */
export const failToStart = (error: unknown): never => {
  process.stderr.write(`cadastre: ${startFailure(error)}\n`);
  process.exit(1);
};
