import { SnapshotMoved } from './snapshot-moved.ts';

type Coded = { readonly code?: unknown; readonly sqlState?: unknown } | null | undefined;

/** pg's errors have it as `code`, those of a guarded session as `sqlState`. */
const sqlstateOf = (error: unknown): string | null => {
  const { code, sqlState } = (error as Coded) ?? {};
  const state = sqlState ?? code;
  return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : null;
};

/** What `pg_get_*def` says of an object that was dropped since the snapshot was taken. */
const vanished = new Set([
  'XX000', // cache lookup failed for …, could not open relation with OID …
  '42P01', // undefined_table
  '42703', // undefined_column
  '42704', // undefined_object
  '42883', // undefined_function
  '3F000', // invalid_schema_name
]);

/**
 * The meaning of an error while the snapshot was read. What the server did because of concurrent changes becomes
 * `SnapshotMoved`, a lock that was not to be had `lockTimeout`; everything else stays what it is.
 */
export const readingError = (error: unknown, what: string): unknown => {
  const sqlstate = sqlstateOf(error);
  if (sqlstate !== null && vanished.has(sqlstate)) {
    return new SnapshotMoved({ what, sqlstate }, { cause: error });
  }
  return error;
};

export const isLockTimeout = (error: unknown): boolean => sqlstateOf(error) === '55P03';

export const isPermissionDenied = (error: unknown): boolean => sqlstateOf(error) === '42501';
