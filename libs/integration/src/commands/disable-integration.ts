import { IntegrationDisabled, type IntegrationId } from '@cadastre/events';
import type { Decision } from '../decision.ts';
import type { Integration } from '../integration-state.ts';
import { presentIntegration } from '../present.ts';

export type DisableIntegration = { readonly integrationId: IntegrationId; readonly at: string };

/** No sync starts from now on. One that is open goes on to its end; a follow-up waits until it is enabled again. */
export const disableIntegration = (
  integration: Integration,
  { integrationId, at }: DisableIntegration,
): Decision => {
  const { status } = presentIntegration(integration, integrationId);
  if (status === 'disabled') return [];
  return [IntegrationDisabled.create({ integration_id: integrationId, disabled_at: at })];
};
