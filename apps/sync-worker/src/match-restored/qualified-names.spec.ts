import { expect, test } from '@jest/globals';
import { namesIn, withNewNames } from './qualified-names.ts';

test('names with a schema are found in what PostgreSQL prints, quoted or not', () => {
  const text = 'a shop.mood[], "x.y" "we""ird"."a b", VARIADIC z integer, ключ схема.тип';
  expect(namesIn(text)).toEqual([
    { schema: 'shop', name: 'mood' },
    { schema: 'we"ird', name: 'a b' },
    { schema: 'схема', name: 'тип' },
  ]);
  expect(
    withNewNames(text, ({ schema, name }) =>
      name === 'mood' || name === 'a b' ? { schema, name: 'new', sql: `${schema}.NEW` } : null,
    ),
  ).toBe('a shop.NEW[], "x.y" we"ird.NEW, VARIADIC z integer, ключ схема.тип');
});
