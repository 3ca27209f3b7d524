import {
  SyncCompleted,
  type Footprint,
  type ObjectCounts,
  type SkippedScope,
  type SyncId,
} from '@cadastre/events';
import { closeSync } from '../close-sync.ts';
import type { Decision } from '../decision.ts';
import { endedSameWay } from '../ended-same-way.ts';
import { runningSync } from '../present.ts';
import type { SyncCommandStates } from './sync-command-states.ts';

export type CompleteSync = {
  readonly syncId: SyncId;
  readonly attempt: number;
  readonly counts: ObjectCounts;
  readonly skipped: readonly SkippedScope[];
  readonly footprint: Footprint;
  readonly at: string;
};

/** The catalog says what the target said: the sync ends, and a follow-up takes its turn. */
export const completeSync = ({ integration, sync }: SyncCommandStates, command: CompleteSync): Decision => {
  const { syncId, attempt, counts, skipped, footprint, at } = command;
  if (endedSameWay(sync, { status: 'COMPLETED', deadLettered: false, attempt })) return [];
  const { integrationId } = runningSync(sync, command);
  return [
    SyncCompleted.create({
      sync_id: syncId,
      integration_id: integrationId,
      attempt,
      counts,
      skipped: [...skipped],
      footprint,
      completed_at: at,
    }),
    ...closeSync(integration, { syncId, outcome: 'COMPLETED', at }),
  ];
};
