import { CredentialChanged, canonicalJson, type IntegrationId, type TargetAddress } from '@cadastre/events';
import type { Decision } from '../decision.ts';
import { CredentialVersionTaken } from '../errors/integration-errors.ts';
import type { Integration } from '../integration-state.ts';
import { presentIntegration } from '../present.ts';

export type ChangeCredential = {
  readonly integrationId: IntegrationId;
  readonly target: TargetAddress;
  /** Greater than the present one; the secret lies in the vault under it. */
  readonly credentialVersion: number;
  readonly at: string;
};

/** A credential that was tried and accepted takes the place of the present one. */
export const changeCredential = (
  integration: Integration,
  { integrationId, target, credentialVersion, at }: ChangeCredential,
): Decision => {
  const present = presentIntegration(integration, integrationId);
  const isSame = canonicalJson(present.target) === canonicalJson(target);
  if (present.credentialVersion === credentialVersion && isSame) return [];
  if (credentialVersion <= present.credentialVersion) {
    throw new CredentialVersionTaken({
      integrationId,
      credentialVersion,
      present: present.credentialVersion,
    });
  }
  return [
    CredentialChanged.create({
      integration_id: integrationId,
      target,
      credential_version: credentialVersion,
      changed_at: at,
    }),
  ];
};
