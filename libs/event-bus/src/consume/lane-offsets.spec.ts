import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LaneOffsets } from './lane-offsets.ts';
import { shareLanes } from './lane-assigner.ts';

test('only what lies before the first message in flight may be committed', () => {
  const offsets = new LaneOffsets();
  offsets.taken(3, 'a', { offset: '10', position: 100 });
  offsets.taken(3, 'a', { offset: '11', position: 105 });
  offsets.taken(3, 'b', { offset: '7', position: 103 });
  expect(offsets.take()).toEqual({ topics: [] });
  offsets.moved(3, 103);
  expect(offsets.take()).toEqual({
    topics: [
      { topic: 'a', partitions: [{ partition: 3, offset: '11' }] },
      { topic: 'b', partitions: [{ partition: 3, offset: '8' }] },
    ],
  });
  expect(offsets.take()).toEqual({ topics: [] });
  offsets.clear();
  offsets.moved(3, 1_000);
  expect(offsets.take()).toEqual({ topics: [] });
});

test('what is committed is never beyond a message that is not applied, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 })), fc.array(fc.nat(60)), (positions, moves) => {
      const offsets = new LaneOffsets();
      positions.forEach((position, offset) => offsets.taken(0, 't', { offset: String(offset), position }));
      let reached = 0;
      for (const move of moves) {
        reached = Math.max(reached, move);
        offsets.moved(0, move);
        const committed = Number(offsets.take().topics[0]?.partitions[0]?.offset ?? 0);
        for (const position of positions.slice(0, committed)) expect(position).toBeLessThanOrEqual(reached);
      }
    }),
  );
});

test('lanes are shared out evenly, each once, the same whoever computes it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 48 }),
      (members, lanes) => {
        const shares = shareLanes(members, lanes);
        expect([...shares.values()].flat().sort((a, b) => a - b)).toEqual(
          Array.from({ length: lanes }, (_, lane) => lane),
        );
        const sizes = [...shares.values()].map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(shareLanes([...members].reverse(), lanes)).toEqual(shares);
      },
    ),
  );
});
