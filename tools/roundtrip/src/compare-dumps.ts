import type { DumpBlock } from './dump-blocks.ts';

/** The entries of one heading in two dumps that are not the same. */
export type BlockDifference = {
  readonly heading: string;
  readonly original: readonly string[];
  readonly copy: readonly string[];
};

/** Compares entry by entry; several may have one heading. */
export const compareDumps = (
  original: readonly DumpBlock[],
  copy: readonly DumpBlock[],
): BlockDifference[] => {
  const [before, after] = [byHeading(original), byHeading(copy)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((heading) => {
    const difference = {
      heading,
      original: (before.get(heading) ?? []).sort(),
      copy: (after.get(heading) ?? []).sort(),
    };
    return difference.original.join('\0') === difference.copy.join('\0') ? [] : [difference];
  });
};

const byHeading = (blocks: readonly DumpBlock[]): Map<string, string[]> => {
  const texts = new Map<string, string[]>();
  for (const { heading, text } of blocks) {
    const known = texts.get(heading);
    if (known === undefined) texts.set(heading, [text]);
    else known.push(text);
  }
  return texts;
};
