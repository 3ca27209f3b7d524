import { gramsOf, searchText, wordsOf } from './search-text.ts';

/** pg_trgm's own threshold. */
const leastAlike = 0.3;
/** Share of the query's trigrams that a longer name must have. */
const leastContained = 0.6;

/**
 * How much a name looks like what was typed: 0 for not at all, up to 1. The best of three: the share of trigrams in
 * common, as pg_trgm counts; for a longer name, how much of the query is in it (worth a little less); for a slip
 * of the finger, which leaves a short word few trigrams in common, the share of letters that are right.
 */
export const similarity = (typed: string, typedGrams: readonly string[], name: string): number => {
  const grams = new Set(gramsOf(wordsOf(name)));
  const shared = typedGrams.filter((gram) => grams.has(gram)).length;
  const text = searchText(name);
  const alike = shared / (grams.size + typedGrams.length - shared);
  const contained = text.includes(typed) ? 1 : shared / typedGrams.length;
  return Math.max(
    alike >= leastAlike ? alike : 0,
    contained >= leastContained ? 0.9 * contained : 0,
    lettersRight(typed, text),
  );
};

const longestCompared = 40;

const lettersRight = (typed: string, name: string): number => {
  const a = [...typed];
  const b = [...name];
  const longest = Math.max(a.length, b.length);
  const allowed = longest > 7 ? 2 : 1;
  if (longest > longestCompared || longest < 4 || Math.abs(a.length - b.length) > allowed) return 0;
  const slips = distance(a, b);
  return slips <= allowed ? 1 - slips / longest : 0;
};

/** Letters missing, added, wrong or swapped with their neighbour (optimal string alignment). */
export const distance = (a: readonly string[], b: readonly string[]): number => {
  const cell = (line: readonly number[], column: number): number => line[column] ?? Infinity;
  let beforeLast: number[] = [];
  let last = [0, ...b.map((_, column) => column + 1)];
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const wrong = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        cell(last, column) + 1,
        cell(line, column - 1) + 1,
        cell(last, column - 1) + wrong,
        isSwapped ? cell(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, line];
  }
  return cell(last, b.length);
};
