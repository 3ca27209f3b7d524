import { X509Certificate } from 'node:crypto';
import type { InputIssue } from '@cadastre/errors';
import { SslMode, type TargetAddress } from '@cadastre/events';
import { parseHost } from './address/host-grammar.ts';

/** All that is needed to log in. Never into an event, a log or an error. */
export type TargetCredential = TargetAddress & {
  /** Empty where the server asks for none. */
  readonly password: string;
  /** Certificates of the authorities that may have signed the server's, as PEM text. */
  readonly ca_pem: string | null;
};

/** Encrypt if you can where nothing can be verified anyway; verify everything once there is something to verify with. */
export const defaultSslMode = (caPem: string | null): SslMode => (caPem === null ? 'prefer' : 'verify-full');

/** What is wrong with the fields, with pointers relative to the credential. Empty when nothing is. */
export const checkCredential = (
  credential: TargetCredential,
  rules: { readonly isPasswordOptional: boolean },
): InputIssue[] => {
  const issues: InputIssue[] = [];
  const expect = (field: keyof TargetCredential, problem: string | null): void => {
    if (problem !== null) issues.push({ pointer: `/${field}`, detail: problem });
  };
  const host = parseHost(credential.host);
  expect('host', host.kind === 'refused' ? host.why : null);
  const { port } = credential;
  expect(
    'port',
    Number.isInteger(port) && port >= 1 && port <= 65_535 ? null : 'must be a number from 1 to 65535',
  );
  expect('database_name', nameProblem(credential.database_name));
  expect('username', nameProblem(credential.username));
  expect('password', passwordProblem(credential.password, rules.isPasswordOptional));
  expect('ssl_mode', sslModeProblem(credential));
  expect('ca_pem', caProblem(credential.ca_pem));
  return issues;
};

const nameProblem = (name: string): string | null => {
  if (name === '') return 'is required';
  if (name.includes('\0')) return 'holds a NUL character';
  return Buffer.byteLength(name) > 255 ? 'is longer than 255 bytes' : null;
};

const passwordProblem = (password: string, isOptional: boolean): string | null => {
  if (password === '') return isOptional ? null : 'is required';
  if (password.includes('\0')) return 'holds a NUL character';
  return Buffer.byteLength(password) > 8_192 ? 'is longer than 8,192 bytes' : null;
};

const sslModeProblem = ({ ssl_mode, ca_pem }: TargetCredential): string | null => {
  if (!SslMode.safeParse(ssl_mode).success) return `must be one of ${SslMode.options.join(', ')}`;
  return ssl_mode === 'verify-ca' && ca_pem === null
    ? 'verify-ca needs the certificate of the authority in ca_pem; without one choose verify-full, which uses the public authorities'
    : null;
};

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const caProblem = (pem: string | null): string | null => {
  if (pem === null) return null;
  if (pem.length > 65_536) return 'is longer than 64 KiB';
  if (pem.includes('PRIVATE KEY')) return 'holds a private key; only certificates of authorities belong here';
  const certificates = pem.match(pemBlock) ?? [];
  return certificates.length > 0 && certificates.every(isCertificate)
    ? null
    : 'holds no certificate, or one that cannot be read; PEM text is expected';
};

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
};
