export type QualifiedName = { readonly schema: string; readonly name: string };

/** `sql`: as SQL writes it. */
export type NewName = QualifiedName & { readonly sql: string };

const word = String.raw`"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*`;
/** A name by itself is taken whole: it may be quoted, and have a dot inside. */
const names = new RegExp(String.raw`(${word})(?:\.(${word}))?`, 'gu');

/** Names with a schema in a text that PostgreSQL printed, such as a routine's arguments. */
export const namesIn = (text: string): QualifiedName[] =>
  [...text.matchAll(names)].flatMap(([, schema = '', name]) =>
    name === undefined ? [] : [{ schema: unquoted(schema), name: unquoted(name) }],
  );

/** @param newName null for what is called as before */
export const withNewNames = (text: string, newName: (name: QualifiedName) => NewName | null): string =>
  text.replace(names, (all, schema: string, name: string | undefined) =>
    name === undefined ? all : (newName({ schema: unquoted(schema), name: unquoted(name) })?.sql ?? all),
  );

const unquoted = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
