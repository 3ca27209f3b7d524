/**
 * A pattern as people write it: `*` stands for any text and `?` for one character; without either, the name need
 * only contain it. Everything else, `%` and `_` too, means itself. For ILIKE.
 */
export const likePattern = (pattern: string): string => {
  const literal = pattern.replaceAll(/[\\%_]/g, String.raw`\$&`);
  if (!/[*?]/.test(pattern)) return `%${literal}%`;
  return literal.replaceAll('*', '%').replaceAll('?', '_');
};
