import { SyncOpened, SyncRequeued, type SyncId } from '@cadastre/events';
import type { Decision } from '../decision.ts';
import { IntegrationIsDisabled } from '../errors/integration-errors.ts';
import { SyncAlreadyRunning, SyncNotDeadLettered } from '../errors/sync-errors.ts';
import { presentIntegration, requestedSync } from '../present.ts';
import type { SyncCommandStates } from './sync-command-states.ts';

export type RequeueSync = { readonly syncId: SyncId; readonly at: string };

/** Gives a dead letter a fresh set of attempts, if the integration is free for it. */
export const requeueSync = (
  { integration, sync }: SyncCommandStates,
  { syncId, at }: RequeueSync,
): Decision => {
  // A follow-up that waits for its turn is there, and has no stream yet.
  if (sync === null && integration?.followUpSyncId === syncId) {
    throw new SyncNotDeadLettered({ syncId, status: 'STARTED' });
  }
  const { integrationId, status, deadLettered } = requestedSync(sync, syncId);
  const { status: integrationStatus, activeSyncId } = presentIntegration(integration, integrationId);
  if (!deadLettered) throw new SyncNotDeadLettered({ syncId, status });
  if (integrationStatus === 'disabled') throw new IntegrationIsDisabled({ integrationId });
  if (activeSyncId !== null) throw new SyncAlreadyRunning({ integrationId, syncId: activeSyncId });
  return [
    SyncRequeued.create({ sync_id: syncId, integration_id: integrationId, requeued_at: at }),
    SyncOpened.create({ integration_id: integrationId, sync_id: syncId, opened_at: at }),
  ];
};
