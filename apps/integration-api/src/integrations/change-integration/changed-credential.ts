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
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next: { -readonly [Field in keyof TargetCredential]: TargetCredential[Field] } = {
    ...present,
    ...given,
  };
  const isNewAuthority = next.ca_pem !== null && next.ca_pem !== present.ca_pem;
  if (isNewAuthority && change.ssl_mode === undefined) next.ssl_mode = defaultSslMode(next.ca_pem);
  const changed = guarded.filter((field) => next[field] !== present[field]);
  if (changed.length > 0 && change.password === undefined) {
    throw new InvalidInput([
      { pointer: '/credential/password', detail: `is required again, because ${changed.join(', ')} changed` },
    ]);
  }
  return next;
};
