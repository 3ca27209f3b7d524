import { expect, test } from '@jest/globals';
import { identifierQuoting } from '../../text/identifiers.ts';
import { constraintDefinition, type ConstraintParts } from './constraint-definition.ts';

const define = (different: Partial<ConstraintParts>): string =>
  constraintDefinition(
    {
      type: 'primary-key',
      columns: ['a', 'B'],
      include: [],
      nullsNotDistinct: false,
      referenced: null,
      onUpdate: ' ',
      onDelete: ' ',
      match: ' ',
      isDeferrable: false,
      isDeferred: false,
      isValidated: true,
      isNoInherit: true,
      ...different,
    },
    identifierQuoting([]),
  );

test('prints keys', () => {
  expect(define({})).toBe('PRIMARY KEY (a, "B")');
  expect(define({ include: ['c'], isDeferrable: true, isDeferred: true })).toBe(
    'PRIMARY KEY (a, "B") INCLUDE (c) DEFERRABLE INITIALLY DEFERRED',
  );
  expect(define({ type: 'unique', nullsNotDistinct: true })).toBe('UNIQUE NULLS NOT DISTINCT (a, "B")');
});

test('prints not-null constraints', () => {
  const notNull = { type: 'not-null', columns: ['a'] } as const;
  expect(define({ ...notNull, isNoInherit: false, isValidated: false })).toBe('NOT NULL a NOT VALID');
  expect(define(notNull)).toBe('NOT NULL a NO INHERIT');
});

test.each([
  ['a', 'a', 's', ''],
  ['r', 'c', 'f', ' MATCH FULL ON UPDATE RESTRICT ON DELETE CASCADE'],
  ['n', 'd', 'p', ' MATCH PARTIAL ON UPDATE SET NULL ON DELETE SET DEFAULT'],
])('prints foreign keys (%s, %s, %s)', (onUpdate, onDelete, match, rest) => {
  const referenced = { schema: 's', name: 'T', columns: ['x', 'y'] };
  expect(define({ type: 'foreign-key', referenced, onUpdate, onDelete, match })).toBe(
    `FOREIGN KEY (a, "B") REFERENCES s."T"(x, y)${rest}`,
  );
});
