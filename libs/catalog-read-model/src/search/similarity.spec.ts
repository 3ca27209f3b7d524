import { describe, expect, test } from '@jest/globals';
import { gramsOf, wordsOf } from './search-text.ts';
import { distance, similarity } from './similarity.ts';

const alike = (typed: string, name: string): number => similarity(typed, gramsOf(wordsOf(typed)), name);

describe('names look like what was typed', () => {
  test.each([
    ['custmer', 'customer'],
    ['emial', 'email'],
    ['custmer_ordrs', 'customer_orders'],
    ['custmer', 'customer_orders'],
    ['tems', 'order_items'],
    ['adress', 'addresses'],
  ])('%s, %s', (typed, name) => {
    expect(alike(typed, name)).toBeGreaterThan(0.3);
  });

  test.each([
    ['customer', 'invoice'],
    ['id', 'ip'],
    ['abcd', 'wxyz'],
    ['orders', 'hours_of_countries_and_other_regions'],
  ])('but not %s, %s', (typed, name) => {
    expect(alike(typed, name)).toBe(0);
  });

  test('the nearer name is worth more', () => {
    expect(alike('custmer', 'customer')).toBeGreaterThan(alike('custmer', 'customer_order_lines'));
  });
});

test.each([
  ['email', 'email', 0],
  ['emial', 'email', 1],
  ['emil', 'email', 1],
  ['emaill', 'email', 1],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
])('from %j to %j are %d slips', (a, b, slips) => {
  expect(distance([...a], [...b])).toBe(slips);
  expect(distance([...b], [...a])).toBe(slips);
});
