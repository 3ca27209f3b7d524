import {
  IntegrationRegistered,
  SyncOpened,
  SyncRequested,
  canonicalJson,
  type IntegrationId,
  type IntegrationOptions,
  type SyncId,
  type TargetAddress,
} from '@cadastre/events';
import type { Decision } from '../decision.ts';
import { IntegrationAlreadyRegistered } from '../errors/integration-errors.ts';
import type { Integration } from '../integration-state.ts';

export type RegisterIntegration = {
  readonly integrationId: IntegrationId;
  readonly name: string;
  readonly target: TargetAddress;
  readonly credentialVersion: number;
  readonly options: IntegrationOptions;
  /** The first sync, which is requested in the same commit. */
  readonly syncId: SyncId;
  readonly at: string;
};

/** Puts a database on the register and asks for its first sync. */
export const registerIntegration = (integration: Integration, command: RegisterIntegration): Decision => {
  const { integrationId, name, target, credentialVersion, options, syncId, at } = command;
  if (integration !== null) {
    const isSame =
      integration.status !== 'deleted' &&
      integration.name === name &&
      canonicalJson(integration.target) === canonicalJson(target);
    if (isSame) return [];
    throw new IntegrationAlreadyRegistered({ integrationId });
  }
  return [
    IntegrationRegistered.create({
      integration_id: integrationId,
      integration_type: 'POSTGRESQL',
      name,
      target,
      credential_version: credentialVersion,
      options,
      registered_at: at,
    }),
    SyncOpened.create({ integration_id: integrationId, sync_id: syncId, opened_at: at }),
    SyncRequested.create({
      sync_id: syncId,
      integration_id: integrationId,
      trigger: 'registration',
      requested_at: at,
    }),
  ];
};
