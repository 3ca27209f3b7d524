import { SyncOpened, SyncRequested, type IntegrationId, type SyncId } from '@cadastre/events';
import type { Decision } from './decision.ts';

/** The remembered sync, if there is one, takes its turn. */
export const openFollowUp = (
  integrationId: IntegrationId,
  followUpSyncId: SyncId | null,
  at: string,
): Decision => {
  if (followUpSyncId === null) return [];
  const ids = { integration_id: integrationId, sync_id: followUpSyncId };
  return [
    SyncOpened.create({ ...ids, opened_at: at }),
    SyncRequested.create({ ...ids, trigger: 'follow-up', requested_at: at }),
  ];
};
