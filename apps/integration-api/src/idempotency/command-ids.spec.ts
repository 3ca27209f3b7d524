import { describe, expect, test } from '@jest/globals';
import { commandScopedId } from './command-ids.ts';

const idempotency = { seed: 'a' };

describe('ids of a command', () => {
  test('are the same again under the same seed', () => {
    expect(commandScopedId(idempotency, 'sync')).toBe(commandScopedId({ ...idempotency }, 'sync'));
  });

  test('differ by purpose and seed', () => {
    const ids = [
      commandScopedId(idempotency, 'sync'),
      commandScopedId(idempotency, 'integration'),
      commandScopedId({ seed: 'b' }, 'sync'),
    ];
    expect(new Set(ids).size).toBe(3);
  });

  test('are new each time without a key', () => {
    expect(commandScopedId(null, 'sync')).not.toBe(commandScopedId(null, 'sync'));
  });
});
