import { expect, test } from '@jest/globals';
import { bytesOf } from './bytes-of.ts';

test.each([
  ['a text, in UTF-8', 'grün', 5],
  ['bytes', Buffer.from([1, 2, 3]), 3],
  ['nothing', null, 0],
  ['a header that is not there', { a: undefined }, 1],
  ['headers with their names, one of them there twice', { ab: 'c', d: [Buffer.from('ef'), 'g', null] }, 7],
  ['the parts of a message', [Buffer.from('key'), null, { name: 'text' }], 11],
])('counts %s', (_, part, bytes) => {
  expect(bytesOf(part)).toBe(bytes);
});
