import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkCredential, defaultSslMode, type TargetCredential } from './target-credential.ts';

const caPem = readFileSync(path.join(import.meta.dirname, '../test/fixtures/tls/ca.pem'), 'utf8');
const good: TargetCredential = {
  host: 'db.example',
  port: 5432,
  database_name: 'shop',
  username: 'me',
  password: 'secret',
  ssl_mode: 'prefer',
  ca_pem: null,
};
const pointers = (
  change: Partial<Record<keyof TargetCredential, unknown>>,
  isPasswordOptional = false,
): string[] =>
  checkCredential({ ...good, ...change } as TargetCredential, { isPasswordOptional }).map(
    ({ pointer }) => pointer,
  );

describe('a credential', () => {
  test('with every field in order has no issues', () => {
    expect(pointers({})).toEqual([]);
    expect(pointers({ ca_pem: caPem, ssl_mode: 'verify-full' })).toEqual([]);
    expect(pointers({ ca_pem: caPem + caPem, ssl_mode: 'verify-ca' })).toEqual([]);
    expect(pointers({ database_name: 'it\'s "odd"\n%', username: 'ü' })).toEqual([]);
  });

  test.each([
    [{ host: '' }, '/host'],
    [{ host: '127.1' }, '/host'],
    [{ port: 0 }, '/port'],
    [{ port: 65_536 }, '/port'],
    [{ port: 1.5 }, '/port'],
    [{ database_name: '' }, '/database_name'],
    [{ database_name: 'a\0b' }, '/database_name'],
    [{ username: '' }, '/username'],
    [{ username: 'x'.repeat(256) }, '/username'],
    [{ password: '' }, '/password'],
    [{ password: 'a\0b' }, '/password'],
    [{ ssl_mode: 'no-verify' }, '/ssl_mode'],
    [{ ssl_mode: 'verify-ca' }, '/ssl_mode'],
    [{ ca_pem: '' }, '/ca_pem'],
    [{ ca_pem: '/etc/ssl/cert.pem' }, '/ca_pem'],
    [{ ca_pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, '/ca_pem'],
    [{ ca_pem: `${caPem}\n-----BEGIN PRIVATE KEY-----` }, '/ca_pem'],
  ])('with %j has an issue at %s', (change, pointer) => expect(pointers(change)).toEqual([pointer]));

  test('may lack the password where that is allowed', () => {
    expect(pointers({ password: '' }, true)).toEqual([]);
  });

  test('is verified in full by default once there is something to verify with', () => {
    expect([defaultSslMode(null), defaultSslMode(caPem)]).toEqual(['prefer', 'verify-full']);
  });
});
