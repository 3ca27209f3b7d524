import { expect, test } from '@jest/globals';
import { chooseSchemas } from './choose-schemas.ts';

const existing = [
  'pg_catalog',
  'public',
  'pg_temp_3',
  'a',
  'b',
  'pg_toast',
  'information_schema',
  'pg_mine',
].map((name) => ({ name }));
const names = (choice: Parameters<typeof chooseSchemas>[1]) => {
  const { read, skipped, isWhole } = chooseSchemas(existing, choice);
  return { read: read.map(({ name }) => name), skipped, isWhole };
};

test('reads every schema but PostgreSQL’s own', () => {
  expect(names({})).toEqual({ read: ['public', 'a', 'b', 'pg_mine'], skipped: [], isWhole: true });
});

test('reads those asked for, less those chosen away', () => {
  expect(names({ includeSchemas: ['a', 'b'], excludeSchemas: ['b'] })).toEqual({
    read: ['a'],
    skipped: [],
    isWhole: false,
  });
});

test('never reads a system schema, also when it is asked for', () => {
  expect(names({ includeSchemas: ['pg_catalog'] })).toMatchObject({ read: [] });
});

test('reports what was asked for and cannot be read', () => {
  expect(names({ includeSchemas: ['a', 'gone'], skipSchemas: [{ scope: 'a', reason: 'locked' }] })).toEqual({
    read: [],
    skipped: [
      { scope: 'a', reason: 'locked' },
      { scope: 'gone', reason: 'no such schema' },
    ],
    isWhole: false,
  });
});
