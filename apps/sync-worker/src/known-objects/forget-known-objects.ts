import type { Queryable } from '@cadastre/postgres';
import { clearCensus } from '../census/staged-census.ts';
import { forgetFingerprint } from '../fingerprints/stored-fingerprint.ts';
import { clearLeftovers } from '../match-restored/leftovers.ts';
import { forgetMoves } from '../match-restored/moved-objects.ts';
import { deleteOfCatalog, type KnownCatalog } from './known-catalog.ts';

/** Of an integration that was deleted: its log stays, what a next sync would compare with does not. */
export const forgetKnownObjects = async (tx: Queryable, catalog: KnownCatalog): Promise<void> => {
  await deleteOfCatalog(tx, 'known_objects', catalog);
  await forgetMoves(tx, catalog);
  await clearCensus(tx, catalog);
  await clearLeftovers(tx, catalog);
  await forgetFingerprint(tx, catalog);
};
