import { expect, test } from '@jest/globals';
import { printedLocksSql } from './printed-locks-sql.ts';

const none = { pg_class: [], pg_type: [], pg_proc: [] };
const part = {
  buckets: none,
  oids: { pg_class: [16_400, 16_401], pg_type: [], pg_proc: [16_500] },
  hasSmall: false,
};

test.each([120_000, 130_000, 140_000, 150_000, 160_000, 170_000, 180_000])(
  'mentions each of its parameters, as PostgreSQL wants it, on %d',
  (version) => {
    for (const first of [1, 2, 5]) {
      const { sql, params } = printedLocksSql(version, part, first);
      const mentioned = new Set([...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
      expect([...mentioned].sort()).toEqual(params.map((_, index) => first + index));
    }
    expect(printedLocksSql(version, null, 2)).toMatchObject({ params: [] });
  },
);

test('a part is named by the OIDs of its relations and routines', () => {
  expect(printedLocksSql(180_000, part, 2).params).toEqual(['{16400,16401}', '{16500}']);
  expect(printedLocksSql(130_000, part, 2).params).toEqual(['{16400,16401}']);
});
