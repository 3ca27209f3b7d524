import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { TargetFailure, type TargetConnection } from '../../src/index.ts';
import { credentialOf, open } from './targets.ts';

let database: TestDatabase;
let target: TargetConnection;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [] });
});
afterAll(() => database.drop());
beforeEach(async () => {
  target = await open(credentialOf(database.superuserUrl));
  await target.query('begin isolation level repeatable read read only');
});
afterEach(() => target.close());

const series = 'select x, null from pg_catalog.generate_series(1, $1::int) x';

test.each([0, 1, 9, 10, 11, 25])('brings %i rows in batches, each row once', async (count) => {
  const batches: string[][] = [];
  for await (const rows of target.cursor<[string, null]>(series, [count], 10))
    batches.push(rows.map(([x]) => x));
  expect(batches.flat()).toEqual(Array.from({ length: count }, (_, index) => String(index + 1)));
  expect(batches.every((batch) => batch.length > 0 && batch.length <= 10)).toBe(true);
});

test('several cursors of different width take turns, with other statements in between', async () => {
  const wide = target.cursor<string[]>('select x, -x, x from generate_series(1, 6) x', [], 2);
  const narrow = target.cursor<string[]>('select x * 10 from generate_series(1, 6) x', [], 3);
  const seen: string[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    for (const cursor of [wide, narrow]) {
      const { value } = await cursor.next();
      seen.push(...(value ?? []).map((row) => row.join('/')));
    }
    expect(await target.query('select 1')).toEqual([['1']]);
  }
  expect(seen.filter((text) => text.includes('/'))).toEqual([
    '1/-1/1',
    '2/-2/2',
    '3/-3/3',
    '4/-4/4',
    '5/-5/5',
    '6/-6/6',
  ]);
  expect(seen.filter((text) => !text.includes('/'))).toEqual(['10', '20', '30', '40', '50', '60']);
});

test('leaving the loop early closes the cursor on the server', async () => {
  for await (const rows of target.cursor(series, [1_000_000], 10)) {
    expect(rows).toHaveLength(10);
    break;
  }
  expect(await target.query('select count(*) from pg_cursors where name like $1', ['cadastre_%'])).toEqual([
    ['0'],
  ]);
});

test('an error in the middle rejects the loop, and the session is usable after the rollback', async () => {
  const failing = async (): Promise<number> => {
    let rows = 0;
    const sql = 'select 1 / (25 - x) from generate_series(1, 100) x';
    for await (const batch of target.cursor(sql, [], 10)) rows += batch.length;
    return rows;
  };
  const error: unknown = await failing().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TargetFailure);
  expect(error).toMatchObject({ sqlState: '22012' });
  await target.query('rollback');
  expect(await target.query('select 1')).toEqual([['1']]);
});

test('a statement of any number of batches counts once', async () => {
  const before = target.footprint();
  for await (const rows of target.cursor(series, [95], 10)) expect(rows.length).toBeGreaterThan(0);
  expect(target.footprint()).toMatchObject({ queries: before.queries + 1, rows: before.rows + 95 });
});

test('rows of a megabyte come through, those beyond eight break the connection with a clear reason', async () => {
  const [row] = await target.query<[string]>(`select repeat('x', 1024 * 1024)`);
  expect(row?.[0]).toHaveLength(1024 * 1024);
  await expect(target.query(`select repeat('x', 9 * 1024 * 1024)`)).rejects.toMatchObject({
    code: 'target-limit-exceeded',
  });
});
