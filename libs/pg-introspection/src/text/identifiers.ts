const plain = /^[a-z_][a-z0-9_]*$/;

/** Quotes a name exactly as the server's `quote_ident` does; which words it quotes depends on its version. */
export type QuoteIdentifier = (name: string) => string;

/** `reservedWords`: those of `pg_get_keywords()` that are not unreserved. */
export const identifierQuoting = (reservedWords: Iterable<string>): QuoteIdentifier => {
  const reserved = new Set(reservedWords);
  return (name) => (plain.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`);
};
