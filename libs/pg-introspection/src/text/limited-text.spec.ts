import { expect, test } from '@jest/globals';
import { isShortened } from './limited-text.ts';

test('knows a text that was cut by its note', () => {
  const digest = 'd41d8cd98f00b204e9800998ecf8427e';
  expect(isShortened(`body\n[shortened by Cadastre: 300000 characters, md5 ${digest}]`)).toBe(true);
  expect(isShortened(`[shortened by Cadastre: 1 characters, md5 ${digest}] and on`)).toBe(false);
  expect(isShortened('body')).toBe(false);
  expect(isShortened(null)).toBe(false);
});
