import { describe, expect, test } from '@jest/globals';
import { readApiEnvironment, refusedCombination, toApiSettings } from './config.ts';

const minimal = { CADASTRE_DATABASE_URL: 'postgres://u:p@localhost/cadastre', CADASTRE_KEY_FILE: '/etc/key' };

describe('the settings of the API', () => {
  test('ask for keys on loopback unless told otherwise', () => {
    expect(toApiSettings(readApiEnvironment(minimal))).toEqual({
      host: '127.0.0.1',
      port: 3000,
      grpcHost: '127.0.0.1',
      grpcPort: 50_051,
      auth: 'api-key',
      allowEmptyPassword: false,
    });
  });

  test('name all that is wrong at once, and no value', () => {
    const wrong = { CADASTRE_HTTP_PORT: 'CANARY-port', CADASTRE_AUTH: 'CANARY-auth', CADASTRE_HTTPPORT: '1' };
    const read = (): unknown => readApiEnvironment(wrong);
    for (const name of [
      'CADASTRE_DATABASE_URL',
      'CADASTRE_KEY_FILE',
      'CADASTRE_HTTP_PORT',
      'CADASTRE_AUTH',
      'CADASTRE_HTTPPORT',
    ]) {
      expect(read).toThrow(new RegExp(`\\b${name} `));
    }
    expect(read).not.toThrow(/CANARY/);
  });

  test.each([
    ['none', '127.0.0.1', false, null],
    ['none', 'localhost', false, null],
    ['none', '::1', false, null],
    ['none', '0.0.0.0', false, 'CADASTRE_AUTH'],
    ['none', '127.0.0.1.example.com', false, 'CADASTRE_AUTH'],
    ['none', '127.0.0.1', true, 'CADASTRE_AUTH'],
    ['api-key', '0.0.0.0', true, null],
  ] as const)('auth %s on %s (production: %s) is refused by %s', (auth, host, isProduction, name) => {
    const settings = { auth, host, grpcHost: host, port: 3000, grpcPort: 50_051 };
    expect(refusedCombination(settings, isProduction)?.name ?? null).toBe(name);
  });

  test('gRPC goes where HTTP goes, unless it is told otherwise', () => {
    const settings = toApiSettings(readApiEnvironment({ ...minimal, CADASTRE_HTTP_HOST: '0.0.0.0' }));
    expect(settings.grpcHost).toBe('0.0.0.0');
    const open = { ...minimal, CADASTRE_AUTH: 'none', CADASTRE_GRPC_HOST: '0.0.0.0' };
    expect(() => readApiEnvironment(open)).toThrow(/unless CADASTRE_GRPC_HOST is a loopback address/);
  });

  test('one port for both is refused by name', () => {
    const same = { ...minimal, CADASTRE_HTTP_PORT: '50051' };
    expect(() => readApiEnvironment(same)).toThrow(
      /CADASTRE_GRPC_PORT must not be that of CADASTRE_HTTP_PORT/,
    );
  });

  test('an API open to everybody is refused at start', () => {
    const open = { ...minimal, CADASTRE_AUTH: 'none', CADASTRE_HTTP_HOST: '0.0.0.0' };
    expect(() => readApiEnvironment(open)).toThrow(/CADASTRE_AUTH must not be none/);
  });
});
