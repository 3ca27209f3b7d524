import { searchName, searchText, wordsOf } from './search-text.ts';

/** What was typed, taken apart the ways it can be meant. */
export type SearchQuery = {
  /** All of it, as names are compared. */
  readonly whole: string;
  /** Before the last dot: a schema, a relation, or both. Null without a dot. */
  readonly head: string | null;
  /** Behind the last dot; without a dot, all of it. */
  readonly last: string;
  /** Words of `last`. */
  readonly words: readonly string[];
};

const longest = 256;
const mostWords = 6;

/** Null when nothing was typed. */
export const parseQuery = (text: string): SearchQuery | null => {
  // No name in PostgreSQL has a NUL, and no parameter may.
  const trimmed = text.replaceAll('\0', ' ').trim().slice(0, longest);
  if (trimmed === '') return null;
  const dot = trimmed.lastIndexOf('.');
  const isDotted = dot > 0 && dot < trimmed.length - 1;
  const last = isDotted ? trimmed.slice(dot + 1) : trimmed;
  return {
    whole: searchName(trimmed),
    head: isDotted ? searchText(trimmed.slice(0, dot)) : null,
    last: searchText(last),
    words: wordsOf(last).slice(0, mostWords),
  };
};

/** Greater than every text that begins with the prefix, in the order of "C": by code point. */
export const endOfPrefix = (prefix: string): string => `${prefix}\u{10ffff}`;
