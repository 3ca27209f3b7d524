import { describe, expect, test } from '@jest/globals';
import { commandScopedId } from './command-ids.ts';

const idempotency = { key: 'k', requestMac: 'm' };

describe('ids of a command', () => {
  test('are the same again under the same key and request', () => {
    expect(commandScopedId('acme', idempotency, 'sync')).toBe(
      commandScopedId('acme', { ...idempotency }, 'sync'),
    );
  });

  test('differ by purpose, tenant, key and request', () => {
    const others = [
      commandScopedId('acme', idempotency, 'integration'),
      commandScopedId('other', idempotency, 'sync'),
      commandScopedId('acme', { ...idempotency, key: 'k2' }, 'sync'),
      commandScopedId('acme', { ...idempotency, requestMac: 'm2' }, 'sync'),
    ];
    expect(new Set([commandScopedId('acme', idempotency, 'sync'), ...others]).size).toBe(5);
  });

  test('cannot be confused by where one part ends and the next begins', () => {
    expect(commandScopedId('a', { key: 'bc', requestMac: 'd' }, 'sync')).not.toBe(
      commandScopedId('ab', { key: 'c', requestMac: 'd' }, 'sync'),
    );
  });

  test('are new each time without a key', () => {
    expect(commandScopedId('acme', null, 'sync')).not.toBe(commandScopedId('acme', null, 'sync'));
  });
});
