import { describe, expect, test } from '@jest/globals';
import { oneTextOf, withValues, type ReceivedHeaders } from './received-headers.ts';

describe('the one text of a header', () => {
  test.each<[string, ReceivedHeaders | undefined, string | null]>([
    ['there as bytes', { name: Buffer.from('text') }, 'text'],
    ['there as text', { name: 'text' }, 'text'],
    ['there and empty', { name: '' }, ''],
    ['there and empty, as bytes', { name: Buffer.alloc(0) }, ''],
    ['missing', { other: 'text' }, null],
    ['missing, as all of them are', undefined, null],
    ['there in name only', { name: undefined }, null],
    ['without a value', { name: null }, null],
    ['there twice', { name: [Buffer.from('text'), Buffer.from('other')] }, null],
    ['there twice with the same', { name: ['text', 'text'] }, null],
    ['there twice, once without a value', { name: ['text', null] }, null],
  ])('which is %s', (_, headers, text) => {
    expect(oneTextOf(headers, 'name')).toBe(text);
  });
});

describe('headers to be sent again', () => {
  test('have a value each', () => {
    const one = Buffer.from('1');
    expect(withValues({ none: null, empty: '', one, twice: [one, null] })).toEqual({
      none: '',
      empty: '',
      one,
      twice: [one, ''],
    });
  });
});
