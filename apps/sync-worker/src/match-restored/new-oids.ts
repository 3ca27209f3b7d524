import { placeOf } from '@cadastre/catalog-diff';
import type { OidMoves } from './match-by-name.ts';

/** What OID something has now that had this one; the same where it does not move. */
export type NewOids = (catalog: string, oid: number) => number;

/**
 * @param moved what an attempt before this one has moved
 * @param moving what is still to be moved
 */
export const newOids = (moved: readonly OidMoves[], moving: readonly OidMoves[]): NewOids => {
  const [first, then] = [through(moved), through(moving)];
  return (catalog, oid) => then(catalog, first(catalog, oid));
};

const through = (moves: readonly OidMoves[]): NewOids => {
  const byCatalog = new Map<string, OidMoves>(moves.map((one) => [one.catalog, one]));
  return (catalog, oid) => {
    const { froms, tos } = byCatalog.get(catalog) ?? none;
    return tos[placeOf(froms, oid)] ?? oid;
  };
};

const none = { froms: [], tos: [] };
