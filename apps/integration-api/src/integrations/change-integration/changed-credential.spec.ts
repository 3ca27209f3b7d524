import { describe, expect, test } from '@jest/globals';
import type { TargetCredential } from '@cadastre/target-connection';
import { changedCredential } from './changed-credential.ts';

const present: TargetCredential = {
  host: 'db.example.com',
  port: 5432,
  username: 'cadastre',
  password: 'stored',
  database_name: 'shop',
  ssl_mode: 'require',
  ca_pem: null,
};

describe('a changed credential', () => {
  test.each([
    [{ host: 'evil.example.com' }],
    [{ port: 6432 }],
    [{ username: 'postgres' }],
    [{ ssl_mode: 'disable' as const }],
    [{ ca_pem: 'PEM' }],
  ])('%j needs the password again', (change) => {
    expect(() => changedCredential(present, change)).toThrow(/\/credential\/password is required again/);
    expect(changedCredential(present, { ...change, password: 'new' })).toMatchObject({
      ...change,
      password: 'new',
    });
  });

  test('another database of the same server is opened with the stored password', () => {
    expect(changedCredential(present, { database_name: 'shop2' })).toEqual({
      ...present,
      database_name: 'shop2',
    });
  });

  test('the same value again is no change', () => {
    expect(changedCredential(present, { host: present.host, port: 5432 })).toEqual(present);
  });

  test('with a new authority everything is verified, unless said otherwise', () => {
    expect(changedCredential(present, { ca_pem: 'PEM', password: 'p' }).ssl_mode).toBe('verify-full');
    expect(changedCredential(present, { ca_pem: 'PEM', ssl_mode: 'verify-ca', password: 'p' }).ssl_mode).toBe(
      'verify-ca',
    );
  });
});
