import type { RenumberedColumn } from '@cadastre/events';

export type NumberedName = { readonly attnum: number; readonly name: string };

/**
 * Which columns of a relation have another number in its restored copy: those of the same name are the same. One whose name
 * is not there keeps its number where the copy has a column that nobody is (it was renamed, then), or where it is free;
 * else it takes one that nothing has, and is seen to be gone.
 *
 * Only those whose number changes are given; no two columns get the same.
 */
export const renumberColumns = (
  before: readonly NumberedName[],
  after: readonly NumberedName[],
): RenumberedColumn[] => {
  const numbers = new Map(after.map(({ attnum, name }) => [name, attnum]));
  const taken = new Set(before.flatMap(({ name }) => numbers.get(name) ?? []));
  let unused = Math.max(0, ...before.map(({ attnum }) => attnum), ...after.map(({ attnum }) => attnum));
  const place = (attnum: number): number => (taken.has(attnum) ? (unused += 1) : attnum);
  return before
    .map(({ attnum, name }) => ({ from: attnum, to: numbers.get(name) ?? place(attnum) }))
    .filter(({ from, to }) => from !== to);
};
