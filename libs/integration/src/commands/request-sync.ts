import {
  FollowUpSyncQueued,
  SyncOpened,
  SyncRequested,
  type IntegrationId,
  type SyncId,
} from '@cadastre/events';
import type { Decision } from '../decision.ts';
import { IntegrationIsDisabled } from '../errors/integration-errors.ts';
import { SyncAlreadyRunning } from '../errors/sync-errors.ts';
import type { RegisteredIntegration } from '../integration-state.ts';
import { presentIntegration } from '../present.ts';
import type { SyncCommandStates } from './sync-command-states.ts';

export type RequestSync = {
  readonly integrationId: IntegrationId;
  readonly syncId: SyncId;
  readonly ifRunning: 'reject' | 'queue';
  /** Any share of the known objects may be dropped. Of a sync that is queued nobody can have seen what it would drop. */
  readonly allowDrops?: boolean;
  readonly at: string;
};

export type RequestedSyncAnswer = {
  /** The sync that carries the request out: not always the one of the command. */
  readonly syncId: SyncId;
  /** It is remembered as the follow-up of the one that runs. */
  readonly isQueued: boolean;
  readonly events: Decision;
};

/**
 * Asks for a reading of the target: now, or once after the one that runs. `sync` is the state of the sync that the
 * command names: one that exists shows that the same request came before, whatever became of it.
 */
export const requestSync = (
  { integration, sync }: SyncCommandStates,
  command: RequestSync,
): RequestedSyncAnswer => {
  const { integrationId, syncId, allowDrops = false, at } = command;
  const present = presentIntegration(integration, integrationId);
  if (present.followUpSyncId === syncId) return { syncId, isQueued: true, events: [] };
  if (sync !== null) return { syncId, isQueued: false, events: [] };
  if (present.status === 'disabled') throw new IntegrationIsDisabled({ integrationId });
  if (present.activeSyncId !== null) return queued(present, present.activeSyncId, command);
  const ids = { integration_id: integrationId, sync_id: syncId };
  return {
    syncId,
    isQueued: false,
    events: [
      SyncOpened.create({ ...ids, opened_at: at }),
      SyncRequested.create({ ...ids, trigger: 'request', allow_drops: allowDrops, requested_at: at }),
    ],
  };
};

const queued = (
  { followUpSyncId }: RegisteredIntegration,
  activeSyncId: SyncId,
  { integrationId, syncId, ifRunning, at }: RequestSync,
): RequestedSyncAnswer => {
  if (ifRunning === 'reject') throw new SyncAlreadyRunning({ integrationId, syncId: activeSyncId });
  if (followUpSyncId !== null) return { syncId: followUpSyncId, isQueued: true, events: [] };
  return {
    syncId,
    isQueued: true,
    events: [FollowUpSyncQueued.create({ integration_id: integrationId, sync_id: syncId, queued_at: at })],
  };
};
