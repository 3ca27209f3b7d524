import type { Page } from '@cadastre/catalog-read-model';
import { Answer } from './answer.ts';
import type { Call } from './call.ts';

/** A page as every list answers it, with a `Link` to the next. */
export const pageAnswer = <Row, Item, More extends object = object>(
  call: Pick<Call, 'url'>,
  { items, nextCursor }: Page<Row>,
  toItem: (row: Row) => Item,
  more?: More,
): Answer => {
  const body = {
    items: items.map(toItem),
    next_cursor: nextCursor,
    has_more: nextCursor !== null,
    ...more,
  };
  if (nextCursor === null) return new Answer(body);
  return new Answer(body, { headers: { Link: `<${withCursor(call.url, nextCursor)}>; rel="next"` } });
};

const withCursor = (url: string, cursor: string): string => {
  const [path = '/', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
};
