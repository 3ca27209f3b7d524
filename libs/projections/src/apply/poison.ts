import { AppError } from '@cadastre/errors';
import { errorCode, isTransient } from '@cadastre/postgres';

/**
 * SQLSTATE classes that an event's own data causes: cardinality, data, integrity, check option, program limit (an index
 * entry too large), raised exception. All others (no such table, no right, disk full, cancelled, read-only) say
 * something about the database, and would be the same for every event: parking them all would help nobody.
 */
const poisonClasses = new Set(['21', '22', '23', '44', '54', 'P0']);
const sqlState = /^[0-9A-Z]{5}$/;

/** Is it the event that is wrong, so that trying again later would end the same? */
export const isPoison = (error: unknown): boolean => {
  if (isTransient(error)) return false;
  const code = errorCode(error);
  if (code === undefined || !sqlState.test(code)) return true;
  return poisonClasses.has(code.slice(0, 2));
};

export type PoisonReason = { readonly code: string; readonly reason: string };

const longestReason = 500;

/** For people who look at parked keys. */
export const describePoison = (error: unknown): PoisonReason => {
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: error instanceof AppError ? error.code : (errorCode(error) ?? 'handler-failed'),
    reason: message.slice(0, longestReason),
  };
};
