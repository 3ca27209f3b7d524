import { mergeSnapshots } from '@cadastre/catalog-diff';
import type { IntegrationOptions, ObjectCounts, SkippedScope } from '@cadastre/events';
import type { Extent } from '@cadastre/pg-introspection';
import { clearCensus, stageCensus } from '../census/staged-census.ts';
import { readFingerprint, type StoredFingerprint } from '../fingerprints/stored-fingerprint.ts';
import { guardDrops } from '../guard-drops/guard-drops.ts';
import { countKnownObjects, type KnownCount } from '../known-objects/count-known-objects.ts';
import { findRestored } from '../match-restored/find-restored.ts';
import { readKnownObjects } from '../known-objects/read-known-objects.ts';
import { CatalogPages } from './catalog-pages.ts';
import { isLeftOutForGood, wouldBeSeen } from './read-scope.ts';
import type { Attempt } from './attempt.ts';
import { openSnapshot, type SnapshotRead } from './snapshot-read.ts';
import { Tally } from './tally.ts';
import type { TargetSessions } from './target-sessions.ts';

export type Published = {
  readonly counts: ObjectCounts;
  readonly skipped: readonly SkippedScope[];
  /** Catalog events written by this attempt. */
  readonly changes: number;
  readonly extent: Extent;
  /** Of what is known now; null where that is of several snapshots. */
  readonly fingerprint: StoredFingerprint | null;
};

/** DDL that goes on and on is left to the next sync. */
const mostSnapshots = 3;

/**
 * Reads the target in one snapshot, as far as it changed since the last one, and writes what differs from the known
 * objects. Where DDL was committed meanwhile it looks again: that costs little, and texts are then of one moment.
 */
export const publishCatalog = async (attempt: Attempt, sessions: TargetSessions): Promise<Published> => {
  const { activities, platform } = attempt;
  const tally = new Tally();
  const pages = new CatalogPages(attempt, tally);
  const before = await readFingerprint(platform.pool, attempt);
  const look = async (from: StoredFingerprint | null, isFirst: boolean): Promise<SnapshotRead> => {
    const looked = await lookOnce(attempt, sessions, { from, isFirst, tally });
    if (!looked.isIdleTooLong) return looked.snapshot;
    await looked.snapshot.close();
    // The server may have ended the session. What another one reaches may be another database: it is read whole.
    await sessions.end();
    return (await lookOnce(attempt, sessions, { from: null, isFirst, tally })).snapshot;
  };
  const first = await look(before, true);
  let latest = first;
  activities.start('transform-and-publish');
  await publishSnapshot(attempt, { snapshot: first, pages, tally });
  for (let again = 1; again < mostSnapshots && latest.changedMeanwhile && isComparable(latest); again += 1) {
    pages.countsEarlier = false;
    // It rested while the catalog was stored. What another one reaches may be another database by now.
    await sessions.end();
    latest = await look(toStored(latest), false);
    await publishSnapshot(attempt, { snapshot: latest, pages, tally });
  }
  activities.complete('transform-and-publish', pages.written);
  const { skipped } = latest.scope;
  if (first.extent.type !== 'all') tally.takesTheRest(await countKnown(attempt, skipped));
  return {
    counts: tally.toCounts(),
    skipped,
    changes: pages.written,
    extent: first.extent,
    fingerprint: isComparable(latest) ? toStored(latest) : null,
  };
};

type Look = { readonly from: StoredFingerprint | null; readonly isFirst: boolean; readonly tally: Tally };

/**
 * Opens a snapshot, and finds again what a restore moved. A server ends our session when its transaction hears nothing from us for a
 * minute, and moving everything may take longer: one that waited long is given up, since another moves nothing any more.
 */
const lookOnce = async (
  attempt: Attempt,
  sessions: TargetSessions,
  { from, isFirst, tally }: Look,
): Promise<{ snapshot: SnapshotRead; isIdleTooLong: boolean }> => {
  const known = await countKnown(attempt, []);
  const knownObjects = known.reduce((sum, { inScope }) => sum + inScope, 0);
  const snapshot = await openSnapshot(attempt, sessions, { before: from, knownObjects, isFirst });
  const openedAt = performance.now();
  const hasMoved = await compareWithCensus(attempt, snapshot, tally);
  return { snapshot, isIdleTooLong: hasMoved && performance.now() - openedAt >= attempt.longestIdleMs };
};

/**
 * Before anything is read: what is there under another OID is not gone, and not too much may be.
 * @returns whether anything moved or was dropped
 */
const compareWithCensus = async (
  attempt: Attempt,
  snapshot: SnapshotRead,
  tally: Tally,
): Promise<boolean> => {
  const { extent } = snapshot;
  const { journal } = attempt;
  if (extent.type !== 'all' || extent.census === null) {
    await guardDrops(attempt, extent, null);
    return false;
  }
  const census = await stageCensus(journal.fenced, attempt, extent.census);
  const hasMoved = await findRestored(attempt, { snapshot, census, tally });
  await guardDrops(attempt, extent, census);
  await journal.fenced((tx) => clearCensus(tx, attempt));
  return hasMoved;
};

const toStored = ({ fingerprint, scope }: SnapshotRead): StoredFingerprint => ({
  fingerprint,
  skipped: scope.skipped,
});

/** What was left out this time only is not known as of this snapshot. */
const isComparable = ({ scope }: SnapshotRead): boolean => scope.skipped.every(isLeftOutForGood);

const countKnown = (attempt: Attempt, skipped: readonly SkippedScope[]): Promise<KnownCount[]> => {
  const { include_schemas, exclude_schemas }: IntegrationOptions = attempt.integration.options;
  return countKnownObjects(attempt.platform.pool, attempt, {
    include_schemas,
    exclude_schemas: [...exclude_schemas, ...skipped.map(({ scope }) => scope)],
  });
};

type Publishing = { readonly snapshot: SnapshotRead; readonly pages: CatalogPages; readonly tally: Tally };

/** Page after page as it comes. Both sides are in the order of (system catalog, oid), so neither is ever held whole. */
const publishSnapshot = async (attempt: Attempt, { snapshot, pages, tally }: Publishing): Promise<void> => {
  const { integration, platform, signal } = attempt;
  const { extent } = snapshot;
  const choice = integration.options;
  const part = extent.type === 'part' ? extent.part : null;
  const outcomes = mergeSnapshots({
    known: extent.type === 'nothing' ? [] : readKnownObjects(platform.pool, attempt, part),
    seen: snapshot.objects((kind) => tally.saw(kind)),
    isInScope: (schema, known) => wouldBeSeen(schema, known, { scope: snapshot.scope, choice }),
  });
  for await (const outcome of outcomes) {
    signal.throwIfAborted();
    await pages.add(outcome);
  }
  await pages.flush();
};
