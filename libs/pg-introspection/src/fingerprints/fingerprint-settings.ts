import { shortReadSettings, type SnapshotLimits } from '../snapshot/snapshot-settings.ts';

/** Ordinary plans, on one core of the target; compiling the statement would take longer than running it. */
export const fingerprintSettings = (limits: SnapshotLimits): Readonly<Record<string, string>> => ({
  ...shortReadSettings(limits),
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  work_mem: '32MB',
});
