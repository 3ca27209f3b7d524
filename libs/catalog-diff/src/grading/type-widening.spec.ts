import { expect, test } from '@jest/globals';
import { isWidening } from './type-widening.ts';

test.each([
  ['smallint', 'integer'],
  ['smallint', 'bigint'],
  ['real', 'double precision'],
  ['character varying(10)', 'character varying(20)'],
  ['character varying(10)', 'character varying'],
  ['character varying(10)', 'text'],
  ['character varying', 'text'],
  ['character varying(10)[]', 'text[]'],
  ['numeric(10,2)', 'numeric(12,2)'],
  ['numeric(10,2)', 'numeric(12,4)'],
  ['numeric(10,2)', 'numeric'],
  ['numeric(2,-3)', 'numeric(5)'],
  ['timestamp(3) with time zone', 'timestamp(6) with time zone'],
  ['timestamp(3) without time zone', 'timestamp without time zone'],
  ['bit varying(3)', 'bit varying(8)'],
])('%s → %s keeps every value', (before, after) => {
  expect(isWidening(before, after)).toBe(true);
  expect(isWidening(after, before)).toBe(false);
});

test.each([
  ['integer', 'text'],
  ['integer', 'numeric'],
  ['bigint', 'double precision'],
  ['text', 'text[]'],
  ['integer[]', 'bigint'],
  ['character(3)', 'character(4)'],
  ['numeric(10,2)', 'numeric(10,4)'],
  ['timestamp(3) with time zone', 'timestamp(6) without time zone'],
  ['"character varying"(3)', '"character varying"(4)'],
  ['', ''],
  ['shop.money', 'shop.money2'],
])('%s → %s may not', (before, after) => {
  expect(isWidening(before, after)).toBe(false);
});
