import { SyncCancelled, type SyncId } from '@cadastre/events';
import { cancelledBeforeItsTurn } from '../cancel-events.ts';
import { closeSync } from '../close-sync.ts';
import type { Decision } from '../decision.ts';
import { SyncAlreadyFinished } from '../errors/sync-errors.ts';
import { requestedSync } from '../present.ts';
import { isTerminal } from '../sync-state.ts';
import type { SyncCommandStates } from './sync-command-states.ts';

export type CancelSync = { readonly syncId: SyncId; readonly at: string };

/** A person stops a sync that is requested, running, or remembered as a follow-up. */
export const cancelSync = (
  { integration, sync }: SyncCommandStates,
  { syncId, at }: CancelSync,
): Decision => {
  if (sync === null && integration?.followUpSyncId === syncId) {
    const { integrationId } = integration;
    return cancelledBeforeItsTurn({ integrationId, syncId, reason: 'requested', at });
  }
  const present = requestedSync(sync, syncId);
  if (present.status === 'CANCELLED') return [];
  if (isTerminal(present)) throw new SyncAlreadyFinished({ syncId, status: present.status });
  return [
    SyncCancelled.create({
      sync_id: syncId,
      integration_id: present.integrationId,
      reason: 'requested',
      cancelled_at: at,
    }),
    ...closeSync(integration, { syncId, outcome: 'CANCELLED', at }),
  ];
};
