import { openTarget, type ServerIdentity, type TargetConnection } from '@cadastre/target-connection';
import { cadastreVersion } from '@cadastre/platform';
import type { Attempt } from './attempt.ts';

const connectTimeoutMs = 10_000;

/** Opens the vault and the target. The password lives in this function only. `before`: who answered the last time. */
export const connectTarget = async (
  attempt: Attempt,
  before: ServerIdentity | null,
): Promise<TargetConnection> => {
  const { platform, claim, integration, integrationId, signal } = attempt;
  const secret = await platform.vault.open({
    tenantId: claim.tenantId,
    integrationId,
    version: integration.credentialVersion,
  });
  return openTarget(
    { ...integration.target, password: secret.password, ca_pem: secret.ca_pem },
    platform.egressPolicy,
    {
      applicationName: `cadastre/${cadastreVersion}`,
      connectTimeoutMs,
      statementTimeoutMs: integration.options.statement_timeout_ms,
      isPasswordOptional: true,
      signal,
      ...(before === null ? {} : { before }),
    },
  );
};
