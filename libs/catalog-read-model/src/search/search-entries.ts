import type { CatalogObject } from '@cadastre/events';
import { wordsOf } from './search-text.ts';

/** Where in an object a name or word was found. */
export type SearchField = 'name' | 'column' | 'comment';

export type SearchEntry = { readonly field: SearchField; readonly name: string };

/** Words that are in every comment say nothing. */
const stopWords = new Set(
  'a an and are as at be by for from in is it of on or that the this to was which with'.split(' '),
);
const mostCommentWords = 200;
const mostCommentText = 65_536;

/** Everything an object is found by: its name, its columns' names, the words of its and their comments. */
export const searchEntriesOf = (object: CatalogObject): SearchEntry[] => {
  const words = wordsOf(commentsOf(object)).filter((word) => word.length > 1 && !stopWords.has(word));
  return [
    ...namesOf(object).map((name, n): SearchEntry => ({ field: n === 0 ? 'name' : 'column', name })),
    ...words.slice(0, mostCommentWords).map((name): SearchEntry => ({ field: 'comment', name })),
  ];
};

/** Its own name first, then those of its columns. */
export const namesOf = (object: CatalogObject): string[] => [
  object.name,
  ...columnsOf(object).map(({ name }) => name),
];

/** Its own and those of its columns; empty without any. */
export const commentsOf = (object: CatalogObject): string =>
  [object.definition, ...columnsOf(object)]
    .flatMap(({ comment }) => comment ?? [])
    .join('\n')
    .slice(0, mostCommentText);

type CommentedColumn = { readonly name: string; readonly comment: string | null };

/** Columns of relations, attributes of composite types. */
export const columnsOf = ({ definition }: CatalogObject): readonly CommentedColumn[] => {
  if ('columns' in definition) return definition.columns;
  return 'attributes' in definition ? definition.attributes : [];
};
