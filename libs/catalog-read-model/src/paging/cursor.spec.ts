import { expect, test } from '@jest/globals';
import { InvalidInput } from '@cadastre/errors';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.ts';

test('a cursor gives back the place it was made of, whatever characters are in it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (place) => {
      const cursor = encodeCursor('list:name:asc', place);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeCursor('list:name:asc', cursor, place.length)).toEqual(place);
    }),
    { seed: 7 },
  );
});

test('a cursor of another order is refused', () => {
  const cursor = encodeCursor('relations:name:asc', ['a']);
  expect(() => decodeCursor('relations:name:desc', cursor, 1)).toThrow(InvalidInput);
  expect(() => decodeCursor('relations:name:desc', cursor, 1)).toThrow('another list or sort order');
});

test('what is no cursor is refused, never an error of ours', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.json().map((json) => Buffer.from(json).toString('base64url')),
      ),
      (text) => {
        expect(() => decodeCursor('list', text, 2)).toThrow(InvalidInput);
      },
    ),
    { seed: 7 },
  );
});
