import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import type { SslMode } from '@cadastre/events';
import type { Host } from '../address/host-grammar.ts';

/** What a TLS connection to one target must prove. */
export type TlsTerms = {
  readonly host: Host;
  readonly caPem: string | null;
  readonly verifies: 'nothing' | 'certificate' | 'certificate-and-name';
};

/** What was achieved, as it may be shown. */
export type TlsState =
  | { readonly isEncrypted: false }
  | {
      readonly isEncrypted: true;
      readonly protocol: string;
      readonly cipher: string;
      readonly verified: TlsTerms['verifies'];
    };

/**
 * libpq's meaning of the modes: an authority that is given is always checked, even by `require` and weaker;
 * only `verify-full` compares the name. Without one, `verify-full` uses the public authorities
 * (`sslrootcert=system`).
 */
export const tlsTerms = (host: Host, mode: SslMode, caPem: string | null): TlsTerms => ({
  host,
  caPem,
  verifies:
    mode === 'verify-full'
      ? 'certificate-and-name'
      : caPem !== null || mode === 'verify-ca'
        ? 'certificate'
        : 'nothing',
});

/** Every option that matters is explicit: environment variables must not be able to weaken it. */
export const tlsOptions = ({ host, caPem, verifies }: TlsTerms): ConnectionOptions => ({
  // An address must not be sent as a server name (RFC 6066).
  ...(host.kind === 'name' ? { servername: host.text } : {}),
  ...(caPem === null ? {} : { ca: caPem }),
  minVersion: 'TLSv1.2',
  rejectUnauthorized: verifies !== 'nothing',
  checkServerIdentity: (_, certificate) =>
    verifies === 'certificate-and-name' ? checkName(host, certificate) : undefined,
});

const checkName = (host: Host, certificate: PeerCertificate): Error | undefined => {
  // libpq takes the common name for an address too when the certificate has no alternative names at all.
  const isNamedByAddress = host.kind !== 'name' && certificate.subjectaltname === undefined;
  if (isNamedByAddress && certificate.subject.CN === host.text) return undefined;
  return checkServerIdentity(host.text, certificate);
};
