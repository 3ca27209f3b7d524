import { describe, expect, test } from '@jest/globals';
import { toServerRefusal } from './server-refusal.ts';
import { isRetryable, toSafeError } from './target-failure.ts';

const refusal = (code: string, phase: Parameters<typeof toServerRefusal>[1] = 'session') =>
  toServerRefusal(
    { code, severity: 'FATAL', message: 'CANARY', detail: 'CANARY', routine: 'auth_failed' },
    phase,
  );

describe('an SQLSTATE', () => {
  test.each([
    ['28P01', 'authentication', 'authentication'],
    ['28000', 'authentication', 'authentication'],
    ['3D000', 'database', 'database'],
    ['55000', 'database', 'database'],
    ['42501', 'privileges', 'privileges'],
    ['53300', 'busy', 'database'],
    ['57P03', 'busy', 'database'],
    ['57P01', 'busy', 'database'],
    ['08P01', 'not-postgres', 'authentication'],
    ['XX000', 'query', 'database'],
  ])('%s at the login is %s, at step %s, with a sentence', (code, failureClass, step) => {
    const failure = refusal(code, 'login');
    expect(failure).toMatchObject({ failureClass, step, sqlState: code });
    expect(failure.message).toMatch(new RegExp(`^[A-Z].*\\. \\(SQLSTATE ${code}\\)$`));
  });

  test.each([
    '08006',
    '40001',
    '40P01',
    '53300',
    '53200',
    '57P01',
    '57P02',
    '57P03',
    '57014',
    '55P03',
    '25P03',
    '58030',
  ])('%s is worth another try', (code) => expect(isRetryable(refusal(code))).toBe(true));

  test.each(['28P01', '28000', '3D000', '42501', '42P01', '42601', '22P02', '0A000', 'XX000'])(
    '%s is not',
    (code) => expect(isRetryable(refusal(code))).toBe(false),
  );

  test('nothing else is kept of what the server said', () => {
    const failure = refusal('28P01', 'login');
    expect(JSON.stringify([failure, failure.message, failure.facts, toSafeError(failure)])).not.toContain(
      'CANARY',
    );
    expect(failure.facts).toMatchObject({ sqlState: '28P01', severity: 'FATAL', routine: 'auth_failed' });
  });

  test.each(['', 'CANARY', '28p01', '28P0', '28P01x', null, 7])('%j is none', (code) => {
    expect(toServerRefusal({ code }, 'session').sqlState).toBe('XX000');
  });
});

test('errors of any other origin are not retried', () => {
  expect(isRetryable(new Error('Connection terminated'))).toBe(false);
  expect(isRetryable(undefined)).toBe(false);
});
