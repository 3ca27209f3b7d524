import { createHash } from 'node:crypto';

/** A strong tag of the exact bytes: equal tag, equal answer. */
export const entityTag = (payload: string): string =>
  `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;

/** `If-None-Match`, by weak comparison as RFC 9110 asks for. */
export const isMatched = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' ||
    header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag));
