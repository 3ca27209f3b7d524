import { SyncCancelled, SyncClosed, SyncRequested, type IntegrationId, type SyncId } from '@cadastre/events';
import type { Decision } from './decision.ts';

type Cancelling = {
  readonly integrationId: IntegrationId;
  readonly syncId: SyncId;
  readonly reason: 'requested' | 'integration-deleted';
  readonly at: string;
};

/** A sync that is requested or running ends. */
export const cancelled = ({ integrationId, syncId, reason, at }: Cancelling): Decision => {
  const ids = { integration_id: integrationId, sync_id: syncId };
  return [
    SyncCancelled.create({ ...ids, reason, cancelled_at: at }),
    SyncClosed.create({ ...ids, outcome: 'CANCELLED', closed_at: at }),
  ];
};

/** A follow-up whose turn never came: whoever holds its id finds a sync that was cancelled, and not nothing. */
export const cancelledBeforeItsTurn = (cancelling: Cancelling): Decision => [
  SyncRequested.create({
    sync_id: cancelling.syncId,
    integration_id: cancelling.integrationId,
    trigger: 'follow-up',
    requested_at: cancelling.at,
  }),
  ...cancelled(cancelling),
];
