import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Credential } from './credential.ts';
import { ChangeIntegrationInput, RegisterIntegrationInput, RequestSyncInput } from './requests.ts';

const credential = { host: 'db.example.com', username: 'cadastre', database_name: 'shop' };
const place = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(({ path }) => path.join('/'));

describe('a registration', () => {
  test('takes PostgreSQL’s port where none is given', () => {
    expect(Credential.parse(credential).port).toBe(5432);
  });

  test.each([
    ['a missing host', { ...credential, host: undefined }, 'host'],
    ['an empty host', { ...credential, host: '' }, 'host'],
    ['a port that is text', { ...credential, port: '5432' }, 'port'],
    ['a port that does not exist', { ...credential, port: 65_536 }, 'port'],
    ['an ssl_mode that libpq does not know', { ...credential, ssl_mode: 'on' }, 'ssl_mode'],
    ['NUL in a name', { ...credential, username: 'a\0b' }, 'username'],
    ['half of a surrogate pair', { ...credential, database_name: '\ud83d' }, 'database_name'],
  ])('refuses %s at its place', (_, wrong, field) => {
    expect(place(RegisterIntegrationInput, { integration_type: 'POSTGRESQL', credential: wrong })).toEqual([
      `credential/${field}`,
    ]);
  });

  test('refuses a field that is not known, so that a typing error does not pass for a default', () => {
    const input = { integration_type: 'POSTGRESQL', credential: { ...credential, sslmode: 'require' } };
    expect(RegisterIntegrationInput.safeParse(input).success).toBe(false);
  });

  test('keeps odd names as they are', () => {
    const name = `it's "quoted" 50 %\n✓ \u202e`;
    const parsed = RegisterIntegrationInput.parse({ integration_type: 'POSTGRESQL', credential, name });
    expect(parsed.name).toBe(name);
  });
});

test('a change changes something', () => {
  expect(ChangeIntegrationInput.safeParse({}).success).toBe(false);
  expect(ChangeIntegrationInput.safeParse({ credential: {} }).success).toBe(false);
  expect(ChangeIntegrationInput.safeParse({ options: {} }).success).toBe(true);
});

test('a second sync is refused unless it is asked for', () => {
  expect(RequestSyncInput.parse({}).if_running).toBe('refuse');
});
