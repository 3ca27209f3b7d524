import { reservedWords } from './reserved-words.ts';

const plain = /^[a-z_][a-z0-9_]*$/;

/** A name as SQL takes it. */
export const name = (text: string): string =>
  plain.test(text) && !reservedWords.has(text) ? text : `"${text.replaceAll('"', '""')}"`;

type Named = { readonly schema: string | null; readonly name: string };

/** With its schema, where it is in one. */
export const qualified = (object: Named): string =>
  object.schema === null ? name(object.name) : `${name(object.schema)}.${name(object.name)}`;

/** A string constant; `standard_conforming_strings` is on. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const names = (texts: readonly string[]): string => texts.map(name).join(', ');
