import type { Credential, OptionsInput } from '@cadastre/api-contract';
import { IntegrationOptions, type TargetAddress } from '@cadastre/events';
import { defaultSslMode, type TargetCredential } from '@cadastre/target-connection';

/** A credential as it was sent, with what was left out filled in. */
export const targetCredential = (sent: Credential): TargetCredential => {
  const ca_pem = sent.ca_pem ?? null;
  return {
    host: sent.host,
    port: sent.port,
    username: sent.username,
    password: sent.password ?? '',
    database_name: sent.database_name,
    ssl_mode: sent.ssl_mode ?? defaultSslMode(ca_pem),
    ca_pem,
  };
};

/** The part of a credential that may stand in an event. */
export const addressOf = (credential: TargetCredential): TargetAddress => ({
  host: credential.host,
  port: credential.port,
  database_name: credential.database_name,
  username: credential.username,
  ssl_mode: credential.ssl_mode,
});

/** The whole set after a change: what is left out stays as it is, or takes its default. */
export const optionsAfter = (
  change: OptionsInput | undefined,
  present?: IntegrationOptions,
): IntegrationOptions => IntegrationOptions.parse({ ...present, ...change });
