import type { CatalogObject } from '@cadastre/events';
import { onOneLine } from './text/on-one-line.ts';

/** What stands at the end of a text that was cut when it was read. */
const note = /\n\[shortened by Cadastre: \d+ characters, md5 [0-9a-f]{32}\]/;

const remark = ({ kind, qualified_name }: CatalogObject, what: string): string =>
  `-- Not written, because Cadastre keeps the beginning of it only: ${what} ${kind} ${onOneLine(qualified_name)}`;

/** Whether the object itself was cut: nothing of it can be made then. */
const isShortened = ({ definition }: CatalogObject): boolean =>
  'definition' in definition && typeof definition.definition === 'string' && note.test(definition.definition);

/** The same statements; where one would have half a text in it, a remark in its place. */
export const withoutShortened = (object: CatalogObject, statements: readonly string[]): string[] => {
  if (statements.length === 0) return [];
  if (isShortened(object)) return [remark(object, 'the')];
  return statements.map((statement) => (note.test(statement) ? remark(object, 'a part of the') : statement));
};
