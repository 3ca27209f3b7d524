import { describe, expect, test } from '@jest/globals';
import { parseDatabaseUrl } from './database-url.ts';
import { DemoFailed } from './demo-failed.ts';

describe('a database URL', () => {
  test('gives the fields of a credential', () => {
    expect(
      parseDatabaseUrl('postgres://re%40der:p%3Ass%2F@db.example.com:6543/shop?sslmode=require'),
    ).toEqual({
      host: 'db.example.com',
      port: 6543,
      username: 're@der',
      password: 'p:ss/',
      database_name: 'shop',
      ssl_mode: 'require',
    });
  });

  test('may leave the password to the environment', () => {
    expect(parseDatabaseUrl('postgresql://ada@[::1]/shop', 'secret')).toMatchObject({ password: 'secret' });
    expect(parseDatabaseUrl('postgresql://ada:own@[::1]/shop', 'secret')).toMatchObject({ password: 'own' });
  });

  test('that cannot be used is a wrong command line, and is never repeated', () => {
    const parse = (): unknown => parseDatabaseUrl('postgres://ada:CANARY@host/db?sslrootcert=/etc/ca.pem');
    expect(parse).toThrow(DemoFailed);
    expect(parse).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(parse).not.toThrow('CANARY');
  });
});
