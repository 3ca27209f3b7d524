import { expect, test } from '@jest/globals';
import { misspelt } from './example-queries.ts';
import { table } from './table.ts';
import { createTerminal, visible } from './terminal.ts';

const plain = createTerminal({ isTTY: false } as NodeJS.WriteStream, {});

test('names of other people’s databases cannot steer the terminal', () => {
  expect(visible('evil\u001b[2J\u202ename\n')).toBe('evil␦[2J␦name␦');
});

test('without a terminal there is no colour and no cursor movement', () => {
  expect(plain.isInteractive).toBe(false);
  expect(plain.style.red('text')).toBe('text');
});

test('a table lines up, numbers to the right, and the last column gives way', () => {
  const text = table(
    { ...plain, columns: 40 },
    ['name', 'rows', 'comment'],
    [
      ['orders', 2000, 'One row per checkout, never deleted'],
      ['order_items', 5, null],
    ],
  );
  expect(text.split('\n')).toEqual([
    '  name         rows  comment',
    '  orders       2000  One row per check…',
    '  order_items     5',
    '',
  ]);
});

test('a typo is one missing letter', () => {
  expect(misspelt('order_items')).toBe('orderitems');
  expect(misspelt('a')).toBe('a');
});
