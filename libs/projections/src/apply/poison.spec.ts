import { expect, test } from '@jest/globals';
import { Unavailable } from '@cadastre/errors';
import { describePoison, isPoison } from './poison.ts';

const coded = (code: string): Error => Object.assign(new Error('something'), { code });

test.each(['22P02', '23505', '23514', '21000', '54000', 'P0001', '44000'])(
  'an event is blamed for SQLSTATE %s',
  (code) => {
    expect(isPoison(coded(code))).toBe(true);
  },
);

test.each([
  '40001',
  '40P01',
  '08006',
  '57P01',
  '53100',
  '42P01',
  '42501',
  '25006',
  '55P03',
  '57014',
  '58030',
  'ECONNRESET',
  'EPIPE',
])('the database is blamed for %s', (code) => {
  expect(isPoison(coded(code))).toBe(false);
});

test('an event is blamed for what its handler throws, but not for a connection that went away', () => {
  expect(isPoison(new TypeError('x is undefined'))).toBe(true);
  expect(isPoison('a string')).toBe(true);
  expect(isPoison(coded('ERR_OUT_OF_RANGE'))).toBe(true);
  expect(isPoison(new Error('Connection terminated unexpectedly'))).toBe(false);
  expect(isPoison(new Unavailable({ dependency: 'database', reason: 'away' }))).toBe(false);
});

test('the reason is kept short, with the code where there is one', () => {
  expect(describePoison(coded('22P02'))).toEqual({ code: '22P02', reason: 'something' });
  expect(describePoison(new Error('x'.repeat(10_000))).reason).toHaveLength(500);
  expect(describePoison('text')).toEqual({ code: 'handler-failed', reason: 'text' });
});

test('the reason holds names, and no data', () => {
  const facts = { code: '23505', constraint: 'books_pkey', table: 'books' };
  const duplicate = Object.assign(
    new Error('duplicate key violates "books_pkey" of "books": "secret"'),
    facts,
  );
  expect(describePoison(duplicate).reason).toBe('duplicate key violates "books_pkey" of "books": "…"');
  const syntax = new SyntaxError(`Unexpected token 'h', "hunter2" is not valid JSON`);
  expect(describePoison(syntax).reason).toBe(`Unexpected token 'h', "…" is not valid JSON`);
  expect(describePoison(new Error('a\u0000b')).reason).toBe('ab');
});
