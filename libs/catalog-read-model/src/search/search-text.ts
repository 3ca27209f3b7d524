/** Names are compared without case and without the ways Unicode has of writing the same thing. */
export const searchText = (text: string): string => text.normalize('NFKC').toLowerCase();

/** A qualified name as the index holds it: signatures of routines can be longer than an index entry may be. */
export const searchName = (qualifiedName: string): string => searchText(qualifiedName).slice(0, 256);

const longestWord = 64;

/** The words of a name in snake_case, camelCase, PascalCase, kebab-case or a sentence; acronyms stay whole. */
export const wordsOf = (text: string): string[] => {
  const parted = text
    .normalize('NFKC')
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  const words = parted.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words.map((word) => word.slice(0, longestWord)))];
};

const mostGrams = 100;

/** Trigrams as pg_trgm cuts them: each word with two blanks before it and one behind. */
export const gramsOf = (words: readonly string[]): string[] => {
  const grams = new Set<string>();
  for (const word of words) {
    const letters = [' ', ' ', ...word, ' '];
    for (let at = 0; at + 3 <= letters.length; at++) grams.add(letters.slice(at, at + 3).join(''));
  }
  return [...grams].slice(0, mostGrams);
};
