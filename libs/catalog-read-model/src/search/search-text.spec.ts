import { describe, expect, test } from '@jest/globals';
import { gramsOf, searchName, searchText, wordsOf } from './search-text.ts';

describe('words of a name', () => {
  test.each([
    ['order_items', ['order', 'items']],
    ['OrderItems', ['order', 'items']],
    ['orderItems', ['order', 'items']],
    ['HTTPServerLog', ['http', 'server', 'log']],
    ['order-items.v2', ['order', 'items', 'v2']],
    ['__id__', ['id']],
    ['order_order', ['order']],
    ['Übergröße_Straße', ['übergröße', 'straße']],
    ['表格_数据', ['表格', '数据']],
    ['sales2024Report', ['sales2024', 'report']],
    ['%$"', []],
    ['', []],
  ])('of %j are %j', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });
});

test('trigrams are cut as pg_trgm cuts them', () => {
  expect(gramsOf(['cat'])).toEqual(['  c', ' ca', 'cat', 'at ']);
  expect(gramsOf(['a', 'ab'])).toEqual(['  a', ' a ', ' ab', 'ab ']);
});

test('letters outside the basic plane stay whole', () => {
  expect(gramsOf(['\u{10400}b'])).toContain(' \u{10400}b');
});

test('names are compared without case and in one normal form', () => {
  expect(searchText('CAFE\u0301')).toBe(searchText('café'));
  expect(searchName('x'.repeat(5_000))).toHaveLength(256);
});
