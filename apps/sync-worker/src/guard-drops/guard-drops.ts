import type { Extent } from '@cadastre/pg-introspection';
import type { StagedCensus } from '../census/staged-census.ts';
import { countGoneOfAll, countGoneOfPart } from '../known-objects/count-gone-objects.ts';
import type { Attempt } from '../run-sync/attempt.ts';
import { DropGuard } from './drop-guard.ts';

/** Fewer known objects than this are soon half gone, and as soon back. */
const fewObjects = 10;

/**
 * Stops before anything is written where more than the set share of the known objects would be dropped: the wrong
 * database, a restore that is under way, or a cleanup that somebody has to confirm.
 *
 * @param census of a reading of everything that something was known before
 * @throws DropGuard
 */
export const guardDrops = async (
  attempt: Attempt,
  extent: Extent,
  census: StagedCensus | null,
): Promise<void> => {
  const { sync, dropGuardShare: share } = attempt;
  if (sync.allowsDrops) return;
  const { known, gone } = await countGone(attempt, extent, census);
  if (isTooMuch({ known, gone }, share)) throw new DropGuard({ gone, known, share });
};

const countGone = async (
  { platform: { pool }, integration, ...catalog }: Attempt,
  extent: Extent,
  census: StagedCensus | null,
): Promise<{ known: number; gone: number }> => {
  const choice = integration.options;
  if (extent.type === 'part') return countGoneOfPart(pool, catalog, { part: extent.part, choice });
  return census === null ? { known: 0, gone: 0 } : countGoneOfAll(pool, census, choice);
};

export const isTooMuch = ({ known, gone }: { known: number; gone: number }, share: number): boolean =>
  known >= fewObjects && gone > known * share;
