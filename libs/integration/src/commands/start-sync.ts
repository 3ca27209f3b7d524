import { SyncStarted, type SyncId } from '@cadastre/events';
import type { Decision } from '../decision.ts';
import { openSync } from '../present.ts';
import type { Sync } from '../sync-state.ts';

export type StartSync = {
  readonly syncId: SyncId;
  /** The claim's number: each claim of the job has a greater one, and a claim that died early leaves a gap. */
  readonly attempt: number;
  readonly worker: string;
  readonly at: string;
};

/** A worker begins an attempt. From here on the attempts before it can no longer report or end the sync. */
export const startSync = (sync: Sync, { syncId, attempt, worker, at }: StartSync): Decision => {
  const present = openSync(sync, { syncId, attempt });
  if (attempt === present.attempt) return [];
  return [
    SyncStarted.create({
      sync_id: syncId,
      integration_id: present.integrationId,
      attempt,
      worker,
      started_at: at,
    }),
  ];
};
