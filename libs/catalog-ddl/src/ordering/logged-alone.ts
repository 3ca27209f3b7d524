import type { Outline } from './outline.ts';

/**
 * Places of the sequences of identity columns that are logged although their table is not: since PostgreSQL 15 such a
 * sequence follows its table where nothing else is said.
 */
export const loggedAlone = (nodes: readonly Outline[]): number[] => {
  const unlogged = new Set(
    nodes.filter(({ isUnlogged }) => isUnlogged).map(({ schema, name }) => nameKey({ schema, name })),
  );
  if (unlogged.size === 0) return [];
  return nodes.flatMap(({ isUnlogged, identityOf }, place) =>
    identityOf !== null && !isUnlogged && unlogged.has(nameKey(identityOf)) ? [place] : [],
  );
};

const nameKey = ({ schema, name }: { schema: string | null; name: string }): string =>
  JSON.stringify([schema, name]);
