import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renumberColumns } from './renumber-columns.ts';

const columns = (names: string) =>
  [...names].flatMap((name, at) => (name === '-' ? [] : [{ attnum: at + 1, name }]));

test.each([
  ['nothing changed', 'abc', 'abc', []],
  ['the gap of a dropped column is closed', 'a-bc', 'abc', ['3>2', '4>3']],
  ['a column was dropped before the copy was made', 'abc', 'bc', ['1>4', '2>1', '3>2']],
  ['one was dropped and another added before it', 'abc', 'bcd', ['1>4', '2>1', '3>2']],
  ['a column was renamed', 'abc', 'axc', []],
  ['one was dropped in the copy', 'abc', 'a-c', []],
])('%s', (_, before, after, expected) => {
  const moves = renumberColumns(columns(before), columns(after));
  expect(moves.map(({ from, to }) => `${from}>${to}`)).toEqual(expected);
});

test('columns of one name get its number, and no two get the same', () => {
  const names = fc
    .uniqueArray(fc.constantFrom(...'abcdefgh'), { minLength: 1 })
    .chain((list) =>
      fc.array(fc.boolean()).map((gaps) => list.flatMap((name, at) => (gaps[at] ? ['-', name] : [name]))),
    );
  fc.assert(
    fc.property(names, names, (was, is) => {
      const [before, after] = [columns(was.join('')), columns(is.join(''))];
      const moves = new Map(renumberColumns(before, after).map(({ from, to }) => [from, to]));
      const numbers = before.map(({ attnum }) => moves.get(attnum) ?? attnum);
      expect(new Set(numbers).size).toBe(before.length);
      for (const [at, { name }] of before.entries()) {
        const there = after.find((column) => column.name === name);
        if (there !== undefined) expect(numbers[at]).toBe(there.attnum);
      }
    }),
  );
});
