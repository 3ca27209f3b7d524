import { SyncFailed, type SafeError, type SyncId } from '@cadastre/events';
import { closeSync } from '../close-sync.ts';
import type { Decision } from '../decision.ts';
import { endedSameWay } from '../ended-same-way.ts';
import { openSync } from '../present.ts';
import type { SyncCommandStates } from './sync-command-states.ts';

export type FailSync = {
  readonly syncId: SyncId;
  readonly attempt: number;
  readonly error: SafeError;
  readonly at: string;
};

/** An error that no retry can mend ends the sync; a follow-up takes its turn. */
export const failSync = ({ integration, sync }: SyncCommandStates, command: FailSync): Decision => {
  const { syncId, attempt, error, at } = command;
  if (endedSameWay(sync, { status: 'FAILED', deadLettered: false, attempt })) return [];
  const { integrationId } = openSync(sync, command);
  return [
    SyncFailed.create({ sync_id: syncId, integration_id: integrationId, attempt, error, failed_at: at }),
    ...closeSync(integration, { syncId, outcome: 'FAILED', at }),
  ];
};
