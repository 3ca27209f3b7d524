import { expect, test } from '@jest/globals';
import { markedStatement } from './marked-statement.ts';

test.each([
  ['BEGIN', 'BEGIN /* cadastre */'],
  ['\n  select 1', 'select /* cadastre */ 1'],
  ['\nselect\n  1', 'select /* cadastre */\n  1'],
  ['with a as (select 1) table a', 'with /* cadastre */ a as (select 1) table a'],
  [' (select 1)', '/* cadastre */ (select 1)'],
  ['/* why */ select 1', '/* cadastre */ /* why */ select 1'],
])('%j', (sql, sent) => {
  expect(markedStatement(sql)).toBe(sent);
});
