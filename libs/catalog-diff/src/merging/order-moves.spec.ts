import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { orderMoves, placeOf, waitingOid } from './order-moves.ts';

const oids = fc.uniqueArray(fc.integer({ min: 16_384, max: 16_420 }), { minLength: 1, maxLength: 20 });

test('every object finds its new place free, whatever changed places with what', () => {
  fc.assert(
    fc.property(oids, fc.infiniteStream(fc.integer()), (numbers, random) => {
      const before = numbers.toSorted((a, b) => a - b);
      const after = before
        .map((oid) => ({ oid, rank: random.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ oid }, index) => (index % 3 === 0 ? oid + 100 : oid));
      const moving = before.flatMap((from, at) => (from === after[at] ? [] : [{ from, to: after[at] ?? 0 }]));
      const places = new Map(before.map((oid, at) => [oid, at]));
      const froms = moving.map(({ from }) => from);
      for (const { move, from, to } of orderMoves(
        froms,
        moving.map(({ to }) => to),
      )) {
        const object = before.indexOf(froms[move] ?? 0);
        expect(places.get(from)).toBe(object);
        expect(places.has(to)).toBe(false);
        places.delete(from);
        places.set(to, object);
      }
      expect([...places].sort()).toEqual(after.map((oid, at) => [oid, at]).sort());
    }),
  );
});

test('a circle takes one step more than it has objects, a chain as many', () => {
  expect([...orderMoves([20, 30, 40], [30, 40, 20])].map(({ from, to }) => [from, to])).toEqual([
    [20, waitingOid],
    [40, 20],
    [30, 40],
    [waitingOid, 30],
  ]);
  expect([...orderMoves([20, 30], [30, 50])].map(({ from, to }) => [from, to])).toEqual([
    [30, 50],
    [20, 30],
  ]);
});

test('the place of a number in an ascending list', () => {
  fc.assert(
    fc.property(oids, fc.integer({ min: 16_380, max: 16_425 }), (numbers, wanted) => {
      const ascending = numbers.toSorted((a, b) => a - b);
      expect(placeOf(ascending, wanted)).toBe(ascending.indexOf(wanted));
    }),
  );
});
