import { expect, test } from '@jest/globals';
import { quoteIdentifier } from './quote-identifier.ts';

test.each([
  ['orders', '"orders"'],
  ['Orders', '"Orders"'],
  ['a"b', '"a""b"'],
  ['a\\b', String.raw`"a\b"`],
  ['größe', '"größe"'],
  ['a\nb', String.raw`U&"a\+00000ab"`],
  ['a\u001b[31m\\"', String.raw`U&"a\+00001b[31m\\"""`],
  ['evil\u202etxt', String.raw`U&"evil\+00202etxt"`],
  ['"; drop table x; --', '"""; drop table x; --"'],
])('%j can be pasted as %s', (name, quoted) => expect(quoteIdentifier(name)).toBe(quoted));
