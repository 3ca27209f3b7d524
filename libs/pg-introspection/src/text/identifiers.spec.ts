import { expect, test } from '@jest/globals';
import { identifierQuoting } from './identifiers.ts';

const quote = identifierQuoting(['select', 'default', 'between']);

test.each([
  ['plain_1', 'plain_1'],
  ['_x', '_x'],
  ['1st', '"1st"'],
  ['Upper', '"Upper"'],
  ['a b', '"a b"'],
  ['q"q', '"q""q"'],
  ['select', '"select"'],
  ['selects', 'selects'],
  ['dollar$', '"dollar$"'],
  ['é', '"é"'],
  ['', '""'],
])('writes %j as the server does', (name, quoted) => {
  expect(quote(name)).toBe(quoted);
});
