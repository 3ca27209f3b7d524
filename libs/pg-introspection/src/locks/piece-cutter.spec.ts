import { expect, test } from '@jest/globals';
import { randomNumbers } from '@cadastre/testing';
import { PieceCutter, type OidRange } from './piece-cutter.ts';

type Printed = readonly [oid: number, locked: readonly string[]];

const cut = (share: number, printed: readonly Printed[]): OidRange[] => {
  const cutter = new PieceCutter(share);
  for (const [oid, locked] of printed) cutter.add(oid, locked);
  return cutter.finish() ?? [];
};

const lockedBy = (printed: readonly Printed[], { first, last }: OidRange): Set<string> =>
  new Set(printed.flatMap(([oid, locked]) => (oid >= first && oid <= last ? locked : [])));

const everything: OidRange = { first: 0, last: 4_294_967_295 };

test('what locks no more than the share is one piece', () => {
  expect(
    cut(3, [
      [20, ['1', '2']],
      [30, ['2', '3']],
    ]),
  ).toEqual([everything]);
});

test('where nothing is locked there is nothing to cut', () => {
  expect(new PieceCutter(3).finish()).toBeNull();
  const cutter = new PieceCutter(3);
  cutter.add(20, []);
  expect(cutter.finish()).toBeNull();
});

test('an object that would lock more than is left begins a piece', () => {
  expect(
    cut(3, [
      [20, ['1', '2']],
      [30, ['3', '4']],
      [40, ['4']],
    ]),
  ).toEqual([
    { first: 0, last: 29 },
    { first: 30, last: 4_294_967_295 },
  ]);
});

test('an object that locks more than the share alone is a piece of its own', () => {
  expect(
    cut(2, [
      [20, ['1']],
      [30, ['1', '2', '3']],
      [40, ['1']],
    ]),
  ).toEqual([
    { first: 0, last: 29 },
    { first: 30, last: 39 },
    { first: 40, last: 4_294_967_295 },
  ]);
});

const numbersOf = (seed: number) => {
  const random = randomNumbers(seed);
  return (below: number): number => Math.floor(random() * below);
};

const randomPrinted = (number: (below: number) => number): Printed[] => {
  let oid = 16_384;
  const others = Array.from({ length: number(80) }, (): Printed => {
    oid += 1 + number(2 ** 20);
    return [oid, [...new Set(Array.from({ length: number(9) }, () => String(number(60))))]];
  });
  return [[16_384, ['1']], ...others];
};

test.each(Array.from({ length: 200 }, (_, seed) => seed))(
  'pieces hold every OID once and lock no more than the share: seed %d',
  (seed) => {
    const number = numbersOf(seed);
    const share = 1 + number(20);
    const printed = randomPrinted(number);
    const pieces = cut(share, printed);
    expect(pieces[0]?.first).toBe(everything.first);
    expect(pieces.at(-1)?.last).toBe(everything.last);
    pieces.slice(1).forEach(({ first }, index) => expect(first - 1).toBe(pieces[index]?.last));
    for (const piece of pieces) {
      expect(piece.last).toBeGreaterThanOrEqual(piece.first);
      const inside = printed.filter(
        ([oid, locked]) => oid >= piece.first && oid <= piece.last && locked.length > 0,
      );
      if (inside.length > 1) expect(lockedBy(printed, piece).size).toBeLessThanOrEqual(share);
    }
    // No cut without need: a piece and the first object of the next lock more than the share.
    pieces.slice(1).forEach(({ first }, index) => {
      const before = pieces[index] ?? everything;
      expect(lockedBy(printed, { first: before.first, last: first }).size).toBeGreaterThan(share);
    });
  },
);
