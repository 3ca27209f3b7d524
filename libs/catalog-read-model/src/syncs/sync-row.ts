import type { Footprint, ObjectCounts, SafeError, SkippedScope, SyncActivity } from '@cadastre/events';
import { isoTime, upsertInto, type Columns } from '../tables/table.ts';

export type ActivityState = 'pending' | 'running' | 'completed' | 'failed' | 'skipped' | 'retrying';

/** One step of a sync as it stands. */
export type ActivityProgress = {
  readonly activity: SyncActivity;
  readonly state: ActivityState;
  /** 0 before the first try. */
  readonly attempt: number;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly duration_ms: number | null;
  /** How many things it read or wrote; null until it is finished. */
  readonly items: number | null;
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  /** 0 to 100; 100 only when completed. Null while the total is not known. */
  readonly percent: number | null;
  readonly error: SafeError | null;
  /** When a failed one is tried again. */
  readonly retry_at: string | null;
};

export type SyncStatus = 'STARTED' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** As it is stored and folded. Times are ISO texts. */
export type SyncRow = {
  readonly tenant_id: string;
  readonly sync_id: string;
  readonly integration_id: string;
  readonly status: SyncStatus;
  readonly trigger: 'registration' | 'request' | 'follow-up';
  readonly attempt: number;
  readonly worker: string | null;
  /** Failed with a transient error after the last attempt; can be requeued. */
  readonly dead_letter: boolean;
  readonly activities: readonly ActivityProgress[];
  readonly counts: ObjectCounts;
  readonly skipped: readonly SkippedScope[];
  readonly footprint: Footprint | null;
  readonly error: SafeError | null;
  readonly requested_at: string;
  /** Of the first attempt. */
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** Of the last event that is in this row. */
  readonly position: number;
};

const columns = {
  tenant_id: 'text',
  sync_id: 'uuid',
  integration_id: 'uuid',
  status: 'text',
  trigger: 'text',
  attempt: 'int',
  worker: 'text',
  dead_letter: 'boolean',
  activities: 'json',
  counts: 'json',
  skipped: 'json',
  footprint: 'json',
  error: 'json',
  requested_at: 'timestamptz',
  started_at: 'timestamptz',
  finished_at: 'timestamptz',
  position: 'bigint',
} as const satisfies Record<keyof SyncRow, string> & Columns;

/** The columns for a SELECT from `read_model.syncs s`. */
export const syncColumns = Object.entries(columns)
  .map(([name, type]) => (type === 'timestamptz' ? isoTime(`s.${name}`) : `s.${name}`))
  .join(', ');

export const writeSyncs = upsertInto<SyncRow>({
  name: 'syncs',
  columns,
  key: ['tenant_id', 'sync_id'],
});
