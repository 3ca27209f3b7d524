import { expect, test } from '@jest/globals';
import { entityTag, isMatched } from './etag.ts';

test('equal answers have equal tags, others not', () => {
  expect(entityTag('{"a":1}')).toBe(entityTag('{"a":1}'));
  expect(entityTag('{"a":1}')).not.toBe(entityTag('{"a":2}'));
  expect(entityTag('')).toMatch(/^"[\w-]{27}"$/);
});

test.each([
  [undefined, false],
  ['"x"', true],
  ['W/"x"', true],
  ['"a", W/"x"', true],
  ['*', true],
  ['"xx"', false],
  ['x', false],
])('If-None-Match %s against "x": %s', (header, expected) => {
  expect(isMatched(header, '"x"')).toBe(expected);
});
