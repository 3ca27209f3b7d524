import type { Extent } from '@cadastre/pg-introspection';
import { countGoneObjects } from '../known-objects/count-gone-objects.ts';
import type { Attempt } from '../run-sync/run-sync.ts';
import { DropGuard } from './drop-guard.ts';

/** Fewer known objects than this are soon half gone, and as soon back. */
const fewObjects = 10;

/**
 * Stops before anything is written where more than the set share of the known objects would be dropped: the wrong
 * database, a restore that is under way, or a cleanup that somebody has to confirm.
 *
 * @throws DropGuard
 */
export const guardDrops = async (attempt: Attempt, extent: Extent): Promise<void> => {
  const { platform, integration, sync, dropGuardShare: share } = attempt;
  if (sync.allowsDrops || extent.type === 'nothing') return;
  const { known, gone } = await countGoneObjects(platform.pool, attempt, {
    extent,
    choice: integration.options,
  });
  if (isTooMuch({ known, gone }, share)) throw new DropGuard({ gone, known, share });
};

export const isTooMuch = ({ known, gone }: { known: number; gone: number }, share: number): boolean =>
  known >= fewObjects && gone > known * share;
