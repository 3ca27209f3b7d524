import { SyncClosed, type SyncId } from '@cadastre/events';
import type { Decision } from './decision.ts';
import type { Integration } from './integration-state.ts';
import { openFollowUp } from './open-follow-up.ts';

type Closing = {
  readonly syncId: SyncId;
  readonly outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly at: string;
};

/** What goes with a sync's terminal event in one commit: the integration is free, and a follow-up takes its turn. */
export const closeSync = (integration: Integration, { syncId, outcome, at }: Closing): Decision => {
  // Deleting an integration has closed its sync already.
  if (integration?.activeSyncId !== syncId) return [];
  const { integrationId, status, followUpSyncId } = integration;
  return [
    SyncClosed.create({ integration_id: integrationId, sync_id: syncId, outcome, closed_at: at }),
    ...(status === 'active' ? openFollowUp(integrationId, followUpSyncId, at) : []),
  ];
};
