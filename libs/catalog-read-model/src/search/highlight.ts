import type { CatalogObject } from '@cadastre/events';
import type { Candidate } from './candidate.ts';
import { columnsOf, type SearchField } from './search-entries.ts';
import { searchText, wordsOf } from './search-text.ts';

/** Where an object matched: the text as it is in the catalog, and what of it to mark. */
export type SearchMatch = {
  readonly field: SearchField;
  /** The column whose name or comment it is; null for the object's own. */
  readonly column: string | null;
  /** A comment that is long is cut around the match. */
  readonly text: string;
  /** Half-open ranges of `text` in UTF-16 code units, in order. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
};

/** `object` is needed only where a comment matched. */
export const matchesOf = (
  { found }: Candidate,
  typed: readonly string[],
  object: Pick<CatalogObject, 'definition'> | null,
): SearchMatch[] => {
  const named = found
    .filter(({ field }) => field !== 'comment')
    .map(({ field, name }) => ({
      field,
      column: field === 'column' ? name : null,
      text: name,
      ranges: rangesOf(name, typed),
    }));
  const words = found.filter(({ field }) => field === 'comment').map(({ name }) => name);
  return words.length === 0 || object === null ? named : [...named, ...commentMatches(object, words)];
};

const mostCommentMatches = 3;

const commentMatches = (
  object: Pick<CatalogObject, 'definition'>,
  words: readonly string[],
): SearchMatch[] => {
  const comments = [
    { column: null, comment: object.definition.comment },
    ...columnsOf(object as CatalogObject).map(({ name, comment }) => ({ column: name, comment })),
  ];
  return comments
    .filter(({ comment }) => comment !== null && wordsOf(comment).some((word) => words.includes(word)))
    .slice(0, mostCommentMatches)
    .map(({ column, comment }) => {
      const text = excerpt(comment ?? '', words);
      return { field: 'comment', column, text, ranges: rangesOf(text, words) };
    });
};

const excerptLength = 240;

const excerpt = (text: string, words: readonly string[]): string => {
  if (text.length <= excerptLength) return text;
  const first = rangesOf(text, words)[0]?.[0] ?? 0;
  const start = Math.max(0, first - excerptLength / 4);
  // A cut must not leave half of a surrogate pair.
  const part = text.slice(start, start + excerptLength).replaceAll(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
  return `${start > 0 ? '…' : ''}${part}${start + excerptLength < text.length ? '…' : ''}`;
};

/** The places of the longest texts typed; nothing where only a resemblance led here. */
const rangesOf = (text: string, typed: readonly string[]): [number, number][] => {
  const lower = searchText(text);
  // Folding changed the length (ligatures, some capitals): places in it say nothing about the original.
  if (lower.length !== text.length) return [];
  const ranges: [number, number][] = [];
  for (const word of [...typed].sort((a, b) => b.length - a.length)) {
    const start = lower.indexOf(word);
    const end = start + word.length;
    if (start >= 0 && ranges.every(([from, to]) => end <= from || start >= to)) ranges.push([start, end]);
  }
  return ranges.sort(([a], [b]) => a - b);
};
