import { IntegrationEnabled, type IntegrationId } from '@cadastre/events';
import type { Decision } from '../decision.ts';
import type { Integration } from '../integration-state.ts';
import { openFollowUp } from '../open-follow-up.ts';
import { presentIntegration } from '../present.ts';

export type EnableIntegration = { readonly integrationId: IntegrationId; readonly at: string };

/** Syncs may start again; a follow-up that waited for this starts at once. */
export const enableIntegration = (
  integration: Integration,
  { integrationId, at }: EnableIntegration,
): Decision => {
  const { status, activeSyncId, followUpSyncId } = presentIntegration(integration, integrationId);
  if (status === 'active') return [];
  return [
    IntegrationEnabled.create({ integration_id: integrationId, enabled_at: at }),
    ...(activeSyncId === null ? openFollowUp(integrationId, followUpSyncId, at) : []),
  ];
};
