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
  const columns = columnsOf(object);
  const comments = [object.definition, ...columns].map(({ comment }) => comment ?? '').join('\n');
  const words = wordsOf(comments.slice(0, mostCommentText)).filter(
    (word) => word.length > 1 && !stopWords.has(word),
  );
  return [
    { field: 'name', name: object.name },
    ...columns.map(({ name }): SearchEntry => ({ field: 'column', name })),
    ...words.slice(0, mostCommentWords).map((name): SearchEntry => ({ field: 'comment', name })),
  ];
};

type CommentedColumn = { readonly name: string; readonly comment: string | null };

/** Columns of relations, attributes of composite types. */
export const columnsOf = ({ definition }: CatalogObject): readonly CommentedColumn[] => {
  if ('columns' in definition) return definition.columns;
  return 'attributes' in definition ? definition.attributes : [];
};
