import { describe, expect, test } from '@jest/globals';
import { InvalidInput } from '@cadastre/errors';
import { parseTargetUrl } from './parse-target-url.ts';

const simple = {
  host: 'db.example',
  port: 5432,
  database_name: 'shop',
  username: 'me',
  password: 'secret',
  ssl_mode: null,
  ignored: [],
};

describe('a pasted URL', () => {
  test.each([
    ['postgres://me:secret@db.example/shop', {}],
    ['postgresql://me:secret@db.example:6432/shop', { port: 6432 }],
    ['postgres://me@db.example/shop', { password: null }],
    ['postgres://me:@db.example/shop', { password: '' }],
    ['postgres://me:a%40b%3Ac%2F%25%C3%A9@db.example/shop', { password: 'a@b:c/%é' }],
    ['postgres://me:a:b@db.example/shop', { password: 'a:b' }],
    ['postgres://me:secret@[2001:db8::1]:5433/shop', { host: '2001:db8::1', port: 5433 }],
    ['postgres://me:secret@192.0.2.7/a%2Fb', { host: '192.0.2.7', database_name: 'a/b' }],
    ['postgres://me:secret@db.example/shop?sslmode=verify-full', { ssl_mode: 'verify-full' }],
    ['postgres://me:secret@db.example?dbname=shop', {}],
    [
      'postgres://me:secret@db.example/shop?sslmode=require&channel_binding=require&connect_timeout=5&application_name=x',
      { ssl_mode: 'require', ignored: ['channel_binding', 'connect_timeout', 'application_name'] },
    ],
  ])('%s is understood', (url, difference) => {
    expect(parseTargetUrl(url)).toEqual({ ...simple, ...difference });
  });

  const refused = [
    'mysql://me:CANARY@db.example/shop',
    'POSTGRES://me:CANARY@db.example/shop',
    'postgres:me:CANARY@db.example/shop',
    'postgres://db.example/shop',
    'postgres://:CANARY@db.example/shop',
    'postgres://me:CANARY@/shop',
    'postgres:///shop?host=/var/run/postgresql',
    'postgres://me:CANARY@%2Fvar%2Frun/shop',
    'postgres://me:CANARY@a.example,b.example/shop',
    'postgres://me:CANARY@a.example:1,b.example:2/shop',
    'postgres://me:CANARY@x@db.example/shop',
    'postgres://me:CANARY@db.example:0/shop',
    'postgres://me:CANARY@db.example:65536/shop',
    'postgres://me:CANARY@db.example:05432/shop',
    'postgres://me:CANARY@db.example:/shop',
    'postgres://me:CANARY@127.1/shop',
    'postgres://me:CANARY@2001:db8::1/shop',
    'postgres://me:CANARY@[127.0.0.1]/shop',
    'postgres://me:CANARY@[::1/shop',
    'postgres://me:CANARY@db.example/',
    'postgres://me:CANARY@db.example/shop/more',
    'postgres://me:CANARY@db.example/shop#fragment',
    'postgres://me:CANARY@db.example/sh op',
    'postgres://me:CANARY\n@db.example/shop',
    'postgres://me:CANARY%@db.example/shop',
    'postgres://me:CANARY%00@db.example/shop',
    'postgres://me:CANARY%ff@db.example/shop',
    'postgres://me:CANARY@db.example/shop?dbname=other',
    'postgres://me:CANARY@db.example/shop?sslmode=no-verify',
    'postgres://me:CANARY@db.example/shop?sslmode=require&sslmode=disable',
    'postgres://me:CANARY@db.example/shop?host=evil.example',
    'postgres://me:CANARY@db.example/shop?hostaddr=127.0.0.1',
    'postgres://me:CANARY@db.example/shop?port=22',
    'postgres://me:CANARY@db.example/shop?options=-c%20x',
    'postgres://me:CANARY@db.example/shop?sslrootcert=/etc/passwd',
    'postgres://me:CANARY@db.example/shop?service=x',
    'postgres://me:CANARY@db.example/shop?SSLMODE=require',
    'postgres://me:CANARY@db.example/shop?sslmode',
    'postgres://me:CANARY@db.example/shop?sslmode=require&',
    'postgres://me:CANARY@db.example/shop?sslmode=a=b',
    'postgres://me:CANARY@db.example/shop?a?b',
    `postgres://me:CANARY@db.example/${'x'.repeat(5_000)}`,
  ];
  test.each(refused)('%s is refused without repeating it', (url) => {
    const parse = (): unknown => parseTargetUrl(url);
    expect(parse).toThrow(InvalidInput);
    expect(parse).not.toThrow(/CANARY/);
  });
});
