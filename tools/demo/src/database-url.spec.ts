import { describe, expect, test } from '@jest/globals';
import { parseDatabaseUrl } from './database-url.ts';
import { DemoFailed } from './demo-failed.ts';

describe('a database URL', () => {
  test('gives its fields, decoded', () => {
    expect(
      parseDatabaseUrl('postgres://re%40der:p%3Ass%2F@db.example.com:6543/my%20shop?sslmode=require'),
    ).toEqual({
      host: 'db.example.com',
      port: 6543,
      username: 're@der',
      password: 'p:ss/',
      database_name: 'my shop',
      ssl_mode: 'require',
    });
  });

  test('has PostgreSQL’s port by default, and takes the password from elsewhere', () => {
    expect(parseDatabaseUrl('postgresql://ada@[::1]/shop', 'secret')).toEqual({
      host: '::1',
      port: 5432,
      username: 'ada',
      password: 'secret',
      database_name: 'shop',
    });
  });

  test.each([
    ['no URL', 'shop'],
    ['another protocol', 'mysql://a:CANARY@h/db'],
    ['no host', 'postgres:///db'],
    ['no user', 'postgres://h/db'],
    ['no database', 'postgres://a:CANARY@h'],
    ['a path', 'postgres://a:CANARY@h/db/table'],
    ['two hosts', 'postgres://a:CANARY@h1,h2/db'],
    ['a bad escape', 'postgres://a:CANARY%zz@h/db'],
    ['a port out of range', 'postgres://a:CANARY@h:99999/db'],
    ['a parameter that would be lost', 'postgres://a:CANARY@h/db?sslrootcert=/etc/ca.pem'],
  ])('is refused with %s, and never repeated', (_, url) => {
    const refusal = ((): unknown => {
      try {
        return parseDatabaseUrl(url);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(DemoFailed);
    expect((refusal as DemoFailed).exitCode).toBe(2);
    expect((refusal as DemoFailed).message).not.toContain('CANARY');
  });
});
