import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseIntegers, parseTextArray, parseVector } from './text-array.ts';

/** As `array_out` writes: quoted where it must be. */
const write = (elements: readonly (string | null)[]): string =>
  `{${elements
    .map((element) => {
      if (element === null) return 'NULL';
      const isPlain = element !== '' && !/[{},"\\\s]/.test(element) && element.toUpperCase() !== 'NULL';
      return isPlain ? element : `"${element.replace(/["\\]/g, '\\$&')}"`;
    })
    .join(',')}}`;

const awkward = fc.string({
  unit: fc.constantFrom('a', '"', '\\', ',', '{', '}', ' ', '\n', 'é', '😀', 'NULL'),
});

test('reads back whatever array_out can write', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.oneof(awkward, fc.string()))), (elements) => {
      expect(parseTextArray(write(elements))).toEqual(elements);
    }),
    { seed: 20_260_105, numRuns: 2_000 },
  );
});

test.each([
  ['{}', []],
  ['{a,NULL,"NULL",""}', ['a', null, 'NULL', '']],
  ['{"a\\"b","c\\\\","d,e"}', ['a"b', 'c\\', 'd,e']],
  ['{x,"{1,\\"two words\\"}",y}', ['x', '{1,"two words"}', 'y']],
])('reads %s', (text, elements) => {
  expect(parseTextArray(text)).toEqual(elements);
});

test('reads numbers', () => {
  expect(parseIntegers('{}')).toEqual([]);
  expect(parseIntegers('{1,-6,32767}')).toEqual([1, -6, 32_767]);
  expect(parseVector('1 2 0')).toEqual([1, 2, 0]);
  expect(parseVector('7')).toEqual([7]);
  expect(parseVector('')).toEqual([]);
  expect(parseVector(null)).toEqual([]);
});
