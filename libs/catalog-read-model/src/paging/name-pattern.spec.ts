import { expect, test } from '@jest/globals';
import { likePattern } from './name-pattern.ts';

test.each([
  ['order', '%order%'],
  ['order*', 'order%'],
  ['*_id', '%\\_id'],
  ['t?', 't_'],
  ['100%', '%100\\%%'],
  ['a\\b', '%a\\\\b%'],
])('%j is the pattern %j', (typed, pattern) => {
  expect(likePattern(typed)).toBe(pattern);
});
