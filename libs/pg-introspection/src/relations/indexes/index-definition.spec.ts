import { expect, test } from '@jest/globals';
import { identifierQuoting } from '../../text/identifiers.ts';
import { indexDefinition, type IndexParts } from './index-definition.ts';

const key = (different: Partial<IndexParts['keys'][number]> = {}): IndexParts['keys'][number] => ({
  column: 'a',
  expression: null,
  descending: false,
  nulls_first: false,
  ...different,
});

const define = (different: Partial<IndexParts>): string =>
  indexDefinition(
    {
      name: 'i',
      relation: { schema: 's', name: 't' },
      method: 'btree',
      isUnique: false,
      isPartitioned: false,
      nullsNotDistinct: false,
      keys: [key()],
      defaultCollations: new Set(),
      include: [],
      predicate: null,
      ...different,
    },
    identifierQuoting(['order']),
  );

test('prints a plain index', () => {
  expect(define({})).toBe('CREATE INDEX i ON s.t USING btree (a)');
});

test('prints everything that it can have', () => {
  expect(
    define({
      name: 'I "1"',
      relation: { schema: 'order', name: 'T' },
      isUnique: true,
      isPartitioned: true,
      nullsNotDistinct: true,
      keys: [key({ column: 'order' }), key({ column: null, expression: 'lower(b)' })],
      defaultCollations: new Set([0]),
      include: ['c', 'D'],
      predicate: '(a > 0)',
    }),
  ).toBe(
    'CREATE UNIQUE INDEX "I ""1""" ON ONLY "order"."T" USING btree ("order" COLLATE "default", lower(b)) ' +
      'INCLUDE (c, "D") NULLS NOT DISTINCT WHERE (a > 0)',
  );
});

test.each([
  [false, false, 'a'],
  [true, true, 'a DESC'],
  [true, false, 'a DESC NULLS LAST'],
  [false, true, 'a NULLS FIRST'],
])('prints an order only where it is not the usual one (%s, %s)', (descending, nulls_first, text) => {
  expect(define({ keys: [key({ descending, nulls_first })] })).toBe(
    `CREATE INDEX i ON s.t USING btree (${text})`,
  );
});

test('prints no order for a method that has none', () => {
  expect(define({ method: 'gin', keys: [key({ nulls_first: true })] })).toBe(
    'CREATE INDEX i ON s.t USING gin (a)',
  );
});
