import { expect, test } from '@jest/globals';
import { pageAnswer } from './page-answer.ts';

const page = { items: [1, 2], nextCursor: 'abc', hasMore: true };

test('links to the next page with all the filters of this one', () => {
  const { body, headers } = pageAnswer(
    { url: '/syncs?status=FAILED&cursor=old&limit=2' },
    page,
    (n) => n * 10,
  );
  expect(body).toEqual({ items: [10, 20], next_cursor: 'abc', has_more: true });
  expect(headers).toEqual({ Link: '</syncs?status=FAILED&cursor=abc&limit=2>; rel="next"' });
});

test('the last page links nowhere', () => {
  const { body, headers } = pageAnswer(
    { url: '/syncs' },
    { ...page, nextCursor: null, hasMore: false },
    (n) => n,
  );
  expect(body).toEqual({ items: [1, 2], next_cursor: null, has_more: false });
  expect(headers).toEqual({});
});
