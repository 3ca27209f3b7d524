import { IntegrationRenamed, type IntegrationId } from '@cadastre/events';
import type { Decision } from '../decision.ts';
import type { Integration } from '../integration-state.ts';
import { presentIntegration } from '../present.ts';

export type RenameIntegration = {
  readonly integrationId: IntegrationId;
  readonly name: string;
  readonly at: string;
};

export const renameIntegration = (
  integration: Integration,
  { integrationId, name, at }: RenameIntegration,
): Decision => {
  const { name: present } = presentIntegration(integration, integrationId);
  if (present === name) return [];
  return [IntegrationRenamed.create({ integration_id: integrationId, name, renamed_at: at })];
};
