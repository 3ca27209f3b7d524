import pg from 'pg';
import { toServerRefusal } from '../failure/server-refusal.ts';
import { toSocketFailure } from '../failure/socket-failure.ts';
import { TargetFailure } from '../failure/target-failure.ts';

/** Whatever a statement may be rejected with, as one of our own sentences. */
export const toSessionFailure = (error: unknown): TargetFailure => {
  if (error instanceof TargetFailure) return error;
  return error instanceof pg.DatabaseError ? toServerRefusal(error, 'session') : toSocketFailure(error, null);
};
