import { TargetFailure } from './target-failure.ts';

type Said = { readonly detail: string; readonly hint: string };

const untrusted: Said = {
  detail: 'The server’s certificate is not signed by a trusted authority.',
  hint: 'Give the certificate of the authority that signed it in ca_pem, or choose an ssl_mode that does not verify.',
};

const byCode: Readonly<Record<string, Said>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_UNTRUSTED: untrusted,
  INVALID_CA: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: {
    detail: 'The server’s certificate, or that of its authority, has expired.',
    hint: 'Renew the certificate on the server.',
  },
  CERT_NOT_YET_VALID: {
    detail: 'The server’s certificate is not valid yet.',
    hint: 'Check the clocks of the server and of Cadastre’s machine, and the dates of the certificate.',
  },
  CERT_REVOKED: {
    detail: 'The server’s certificate was revoked.',
    hint: 'Renew the certificate on the server.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    detail: 'The server’s certificate is for another host name.',
    hint: 'Connect by a name that is in the certificate, or choose ssl_mode "verify-ca" to check the authority only.',
  },
};

const handshake: Said = {
  detail: 'The TLS handshake with the server failed.',
  hint: 'The server must speak TLS 1.2 or newer and must not ask for a client certificate.',
};

/** `isTransient`: the network broke, as opposed to the two sides not agreeing. */
export const toTlsFailure = (error: unknown): TargetFailure => {
  if (error instanceof TargetFailure) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const said = (typeof code === 'string' ? byCode[code] : undefined) ?? handshake;
  return new TargetFailure('tls', 'tls', { ...said, isTransient: code === 'ECONNRESET' || code === 'EPIPE' });
};

export const tlsNotOffered = (): TargetFailure =>
  new TargetFailure('tls', 'tls', {
    detail: 'The server does not offer TLS, and the ssl_mode requires it.',
    hint: 'Turn on ssl in postgresql.conf, or choose ssl_mode "prefer" to accept a connection that is not encrypted.',
  });
