import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPositions, laneCountOf, lanePositionsOf, parsePositions } from './lane-positions.ts';

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

describe('positions of lanes', () => {
  const positions = { integration: [1, 9], sync: [5, 2] };

  test('are the highest of those categories that somebody reads', () => {
    const of = (...wanted: string[]): number[] =>
      lanePositionsOf(positions, wanted, { lanes: 2, unknown: 77 });
    expect([of('integration'), of('sync'), of('integration', 'sync')]).toEqual([
      [1, 9],
      [5, 2],
      [5, 9],
    ]);
  });

  test('of a category that nobody wrote, or of another number of lanes, are not known', () => {
    expect(lanePositionsOf(positions, ['sync', 'catalog'], { lanes: 2, unknown: 77 })).toEqual([77, 77]);
    expect(lanePositionsOf(positions, ['sync'], { lanes: 3, unknown: 77 })).toEqual([77, 77, 77]);
  });

  test('tell how many lanes there are', () => {
    expect([laneCountOf({}), laneCountOf(positions)]).toEqual([0, 2]);
  });
});
