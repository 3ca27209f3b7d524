import {
  IntegrationOptionsChanged,
  canonicalJson,
  type IntegrationId,
  type IntegrationOptions,
} from '@cadastre/events';
import type { Decision } from '../decision.ts';
import type { Integration } from '../integration-state.ts';
import { presentIntegration } from '../present.ts';

export type ChangeOptions = {
  readonly integrationId: IntegrationId;
  /** The whole new set, not a patch. */
  readonly options: IntegrationOptions;
  readonly at: string;
};

export const changeOptions = (
  integration: Integration,
  { integrationId, options, at }: ChangeOptions,
): Decision => {
  const { options: present } = presentIntegration(integration, integrationId);
  if (canonicalJson(present) === canonicalJson(options)) return [];
  return [IntegrationOptionsChanged.create({ integration_id: integrationId, options, changed_at: at })];
};
