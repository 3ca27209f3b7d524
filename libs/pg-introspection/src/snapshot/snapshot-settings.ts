/** How long one statement, one lock and one pause of ours may take on the target. */
export type SnapshotLimits = {
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** The server ends the transaction when we say nothing for so long. */
  readonly idleTimeoutMs: number;
};

export const defaultLimits: SnapshotLimits = {
  statementTimeoutMs: 300_000,
  lockTimeoutMs: 5_000,
  idleTimeoutMs: 60_000,
};

/** An empty search path makes every deparsed name qualified; the rest makes every deparsed constant print alike. */
const exactText: Readonly<Record<string, string>> = {
  search_path: '',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  xmlbinary: 'base64',
  quote_all_identifiers: 'off',
};

/**
 * Plans that deliver rows in index order from the first one on: no sort file on the target, nothing to wait for,
 * and our work overlaps the server's.
 */
const streamingPlans: Readonly<Record<string, string>> = {
  enable_sort: 'off',
  enable_hashjoin: 'off',
  enable_hashagg: 'off',
  enable_seqscan: 'off',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
};

const limitSettings = (limits: SnapshotLimits): Readonly<Record<string, string>> => ({
  statement_timeout: String(limits.statementTimeoutMs),
  lock_timeout: String(limits.lockTimeoutMs),
  idle_in_transaction_session_timeout: String(limits.idleTimeoutMs),
});

export const snapshotSettings = (limits: SnapshotLimits): Readonly<Record<string, string>> => ({
  ...exactText,
  ...streamingPlans,
  ...limitSettings(limits),
});

export const shortReadSettings = (limits: SnapshotLimits): Readonly<Record<string, string>> => ({
  search_path: '',
  ...limitSettings(limits),
});
