import type { CredentialChange } from '@cadastre/api-contract';
import { InvalidInput } from '@cadastre/errors';
import { defaultSslMode, type TargetCredential } from '@cadastre/target-connection';

/** Where and to whom the password goes, and how it is protected on the way. */
const guarded = ['host', 'port', 'username', 'ssl_mode', 'ca_pem'] as const;

/**
 * The credential after a change. A stored password goes only where its owner sent it: whoever changes that has to know
 * it.
 *
 * @throws InvalidInput when the password is needed again
 */
export const changedCredential = (present: TargetCredential, change: CredentialChange): TargetCredential => {
  const ca_pem = change.ca_pem === undefined ? present.ca_pem : change.ca_pem;
  const isNewAuthority = ca_pem !== present.ca_pem && ca_pem !== null;
  const next: TargetCredential = {
    host: change.host ?? present.host,
    port: change.port ?? present.port,
    username: change.username ?? present.username,
    database_name: change.database_name ?? present.database_name,
    ssl_mode: change.ssl_mode ?? (isNewAuthority ? defaultSslMode(ca_pem) : present.ssl_mode),
    ca_pem,
    password: change.password ?? present.password,
  };
  const changed = guarded.filter((field) => next[field] !== present[field]);
  if (changed.length > 0 && change.password === undefined) {
    throw new InvalidInput([
      { pointer: '/credential/password', detail: `is required again, because ${changed.join(', ')} changed` },
    ]);
  }
  return next;
};
