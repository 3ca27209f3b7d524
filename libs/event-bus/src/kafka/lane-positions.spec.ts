import { describe, expect, test } from '@jest/globals';
import { laneCountOf, lanePositionsOf } from './lane-positions.ts';

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
