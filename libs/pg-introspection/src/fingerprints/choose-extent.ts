import type { Footprint } from '../session/footprint.ts';
import { readAll } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import type { Settings } from '../snapshot/read-transaction.ts';
import { changedObjectsStatement } from './changed-objects.ts';
import { compareFingerprints, isUntouched, type FullReason } from './compare-fingerprints.ts';
import { readPart, type Extent } from './extent.ts';
import type { Fingerprint } from './fingerprint.ts';
import { readCatalogs, readHead } from './read-fingerprint.ts';
import { censusOf } from './take-census.ts';

export type Incremental = {
  /** Of the snapshot that everything known was read in; null where there is none to rely on. */
  readonly before: Fingerprint | null;
  /** Whatever else decides about what is read, and how: the release, the choice of schemas. */
  readonly reader: string;
  /** How many objects are known: from a share of them on, reading everything is quicker. */
  readonly knownObjects: number;
};

const mostChanged = 0.4;

/** How much of the snapshot of the open transaction has to be read. */
export const chooseExtent = async (
  session: TargetSession,
  { before, reader, knownObjects }: Incremental,
  options: { readonly withSystem: boolean; readonly settings: Settings; readonly footprint: Footprint },
): Promise<{ extent: Extent; fingerprint: Fingerprint }> => {
  const { withSystem, settings, footprint } = options;
  const head = await readHead(session, { reader, withSystem, settings }, footprint);
  if (isUntouched(before, head)) return { extent: { type: 'nothing', isIdle: true }, fingerprint: before };
  const { catalogs, unreadable } = await readCatalogs(session, { isRestricted: !withSystem }, footprint);
  const fingerprint = { ...head, catalogs };
  const comparison = compareFingerprints(before, fingerprint);
  if (comparison.result === 'same') return { extent: { type: 'nothing', isIdle: false }, fingerprint };
  const all = (reason: FullReason): Extent => ({
    type: 'all',
    reason,
    census: knownObjects === 0 ? null : censusOf(session, unreadable, footprint),
  });
  if (comparison.result === 'incomparable') return { extent: all(comparison.reason), fingerprint };
  const { buckets } = comparison;
  const objects = await readAll(session, changedObjectsStatement(buckets), footprint);
  if (objects.length > knownObjects * mostChanged) return { extent: all('many-changes'), fingerprint };
  return { extent: { type: 'part', part: readPart(buckets, objects) }, fingerprint };
};
