import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPositions, parsePositions } from './previous-positions.ts';

const categories = fc.stringMatching(/^[a-z]{1,9}$/);

describe('positions of a lane by category', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(fc.dictionary(categories, fc.maxSafeNat(), { minKeys: 1 }), (positions) => {
        const given = new Map(Object.entries(positions));
        expect(parsePositions(formatPositions(given))).toEqual(given);
      }),
    );
  });

  test.each([
    '',
    '1',
    'sync',
    'sync=',
    'sync=-1',
    'sync=1,',
    'sync=1;catalog=2',
    'sync=9007199254740992',
    'Sync=1',
  ])('%j is none', (text) => {
    expect(parsePositions(text)).toBeNull();
  });
});
