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

/** For people who look at parked keys, and for headers of dead letters: holds no event data. */
export const describePoison = (error: unknown): PoisonReason => {
  if (error instanceof AppError) return { code: error.code, reason: shorten(error.message) };
  const message = error instanceof Error ? error.message : String(error);
  return { code: errorCode(error) ?? 'handler-failed', reason: shorten(maskValues(message, namesIn(error))) };
};

/** A NUL cannot be stored; a hostile name in an error could hold one. */
const shorten = (text: string): string => text.replaceAll('\u0000', '').slice(0, longestReason);

/** Servers and parsers put both names and values between double quotes; the names they tell apart as well. */
const maskValues = (message: string, names: ReadonlySet<string>): string =>
  message.replaceAll(/"((?:[^"]|"")*)"/g, (quoted, inner: string) => (names.has(inner) ? quoted : '"…"'));

const namesIn = (error: unknown): ReadonlySet<string> => {
  if (typeof error !== 'object' || error === null) return new Set();
  const { schema, table, column, constraint, dataType } = error as Readonly<Record<string, unknown>>;
  return new Set([schema, table, column, constraint, dataType].filter((name) => typeof name === 'string'));
};
