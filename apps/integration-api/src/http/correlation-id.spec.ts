import { expect, test } from '@jest/globals';
import { correlationIdOf } from './http-server.ts';

test('takes over what a caller sends, if it cannot do harm in a log', () => {
  expect(correlationIdOf('order-4711:retry.2')).toBe('order-4711:retry.2');
});

test.each([undefined, '', 'a b', 'a\nb', '<script>', 'x'.repeat(129), 'ä', ['a', 'b']])(
  'makes one where %j was sent',
  (header) => {
    expect(correlationIdOf(header)).toMatch(/^[0-9a-f-]{36}$/);
  },
);
