import { SyncDeadLettered, type SafeError, type SyncId } from '@cadastre/events';
import { closeSync } from '../close-sync.ts';
import type { Decision } from '../decision.ts';
import { endedSameWay } from '../ended-same-way.ts';
import { openSync } from '../present.ts';
import type { SyncCommandStates } from './sync-command-states.ts';

export type DeadLetterSync = {
  readonly syncId: SyncId;
  readonly attempt: number;
  readonly error: SafeError;
  readonly at: string;
};

/** The last attempt failed with an error that a retry might have mended; the sync rests until it is requeued. */
export const deadLetterSync = (
  { integration, sync }: SyncCommandStates,
  command: DeadLetterSync,
): Decision => {
  const { syncId, attempt, error, at } = command;
  if (endedSameWay(sync, { status: 'FAILED', deadLettered: true, attempt })) return [];
  const { integrationId } = openSync(sync, command);
  return [
    SyncDeadLettered.create({
      sync_id: syncId,
      integration_id: integrationId,
      attempt,
      error,
      dead_lettered_at: at,
    }),
    ...closeSync(integration, { syncId, outcome: 'FAILED', at }),
  ];
};
