import { InvalidInput } from '@cadastre/errors';

const invalid = (detail: string): InvalidInput => new InvalidInput([{ pointer: '?cursor', detail }]);

/**
 * A place in a list as an opaque text. It is bound to the list and its order: with another `sort` it means nothing
 * and is refused, instead of giving a page that skips rows.
 */
export const encodeCursor = (binding: string, place: readonly string[]): string =>
  Buffer.from(JSON.stringify([binding, ...place])).toString('base64url');

/** @throws {InvalidInput} when the text is no cursor, or one of another list or order */
export const decodeCursor = (binding: string, cursor: string, parts: number): string[] => {
  const [boundTo, ...place] = parse(cursor);
  if (boundTo !== binding) throw invalid('belongs to another list or sort order; start again without it');
  if (place.length !== parts) throw invalid('is not a cursor of this list');
  return place;
};

const parse = (cursor: string): string[] => {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid('is not a cursor of this list');
  }
  if (!Array.isArray(decoded) || !decoded.every((part) => typeof part === 'string')) {
    throw invalid('is not a cursor of this list');
  }
  return decoded;
};
