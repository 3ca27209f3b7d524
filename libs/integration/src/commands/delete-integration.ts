import { IntegrationDeleted, type IntegrationId } from '@cadastre/events';
import { cancelled, cancelledBeforeItsTurn } from '../cancel-events.ts';
import type { Decision } from '../decision.ts';
import { IntegrationNotFound } from '../errors/integration-errors.ts';
import type { Integration } from '../integration-state.ts';

export type DeleteIntegration = { readonly integrationId: IntegrationId; readonly at: string };

/** Takes a database off the register. An open sync and a follow-up are cancelled in the same commit; history stays. */
export const deleteIntegration = (
  integration: Integration,
  { integrationId, at }: DeleteIntegration,
): Decision => {
  if (integration === null) throw new IntegrationNotFound({ integrationId });
  if (integration.status === 'deleted') return [];
  const { activeSyncId, followUpSyncId } = integration;
  const because = { integrationId, reason: 'integration-deleted', at } as const;
  return [
    ...(activeSyncId === null ? [] : cancelled({ ...because, syncId: activeSyncId })),
    ...(followUpSyncId === null ? [] : cancelledBeforeItsTurn({ ...because, syncId: followUpSyncId })),
    IntegrationDeleted.create({ integration_id: integrationId, deleted_at: at }),
  ];
};
