import { objectDropped, orderMoves, type Observation } from '@cadastre/catalog-diff';
import type { ObjectIdentity } from '@cadastre/events';
import type { StagedCensus } from '../census/staged-census.ts';
import { readStoredOrigin, saveOrigin } from '../fingerprints/stored-fingerprint.ts';
import { DropGuard } from '../guard-drops/drop-guard.ts';
import { isTooMuch } from '../guard-drops/guard-drops.ts';
import { readKnownObjectsAt } from '../known-objects/read-known-objects.ts';
import { chunksOf } from '../run-sync/chunks-of.ts';
import type { Attempt } from '../run-sync/attempt.ts';
import type { SnapshotRead } from '../run-sync/snapshot-read.ts';
import type { Tally } from '../run-sync/tally.ts';
import { clearLeftovers } from './leftovers.ts';
import { matchByName, type Matched } from './match-by-name.ts';
import { matchLeftovers } from './match-leftovers.ts';
import { forgetMoves, readMoves } from './moved-objects.ts';
import { moveChunk, type Step } from './move-chunk.ts';
import { newOids } from './new-oids.ts';

const chunkObjects = 200;

/**
 * After a restore every object has another OID, and its old one may be another's now. Known objects are found again by
 * name, and where that left them over by what they are, before anything is compared, so that their history goes on, and get
 * all the numbers of the restored database: what did not change besides has no further event.
 *
 * Here are numbers only, and a chunk of objects; names are matched in the database.
 *
 * @returns whether anything moved or was dropped, which may have taken long
 * @throws DropGuard before anything is written, where too many are not found again
 */
export const findRestored = async (
  attempt: Attempt,
  {
    snapshot,
    census,
    tally,
  }: { readonly snapshot: SnapshotRead; readonly census: StagedCensus; readonly tally: Tally },
): Promise<boolean> => {
  const { pool, log } = attempt.platform;
  // Those of a reading that did not come to its end.
  await attempt.journal.fenced((tx) => clearLeftovers(tx, attempt));
  const byName = await matchByName(pool, census);
  const moved = await readMoves(pool, attempt);
  const isSameDatabase = await isOfSameDatabase(attempt, snapshot);
  if (moved.length === 0 && isSameDatabase !== false && !isMostlyMoved(attempt, byName)) return false;
  const matched = await matchLeftovers(attempt, {
    census,
    matched: byName,
    isSameDatabase: isSameDatabase === true && moved.length === 0,
  });
  guardGone(attempt, matched);
  const observation = { integrationId: attempt.integrationId, syncId: attempt.sync.syncId, at: now() };
  await dropGone(attempt, { matched, observation, tally });
  const oids = newOids(moved, matched);
  let moves = 0;
  for (const chunk of chunksOfSteps(matched)) {
    attempt.signal.throwIfAborted();
    await moveChunk({ attempt, census, observation, oids }, chunk);
    attempt.touch();
    moves += chunk.length;
  }
  await attempt.journal.fenced(async (tx) => {
    await forgetMoves(tx, attempt);
    await clearLeftovers(tx, attempt);
    await saveOrigin(tx, attempt, snapshot.fingerprint.origin);
  });
  log.info({ moves }, 'restored objects found again');
  return moves > 0 || matched.some(({ gone }) => gone.length > 0);
};

const now = (): string => new Date().toISOString();

/** What anybody would miss; the others are few, and may come and go with an extension. */
const guarded = new Set(['pg_class', 'pg_type', 'pg_proc']);

const countOf = (matched: readonly Matched[], of: (one: Matched) => number): number =>
  matched.filter(({ catalog }) => guarded.has(catalog)).reduce((sum, one) => sum + of(one), 0);

/**
 * Not another cluster or database than that of the known objects; null where that is not known: a role may not be told the
 * cluster.
 */
const isOfSameDatabase = async (attempt: Attempt, { fingerprint }: SnapshotRead): Promise<boolean | null> => {
  const before = await readStoredOrigin(attempt.platform.pool, attempt);
  if (before === null) return null;
  const { system, databaseOid } = fingerprint.origin;
  if (before.databaseOid !== databaseOid || before.system !== system) return false;
  return system === null ? null : true;
};

/** Most names have other OIDs. */
const isMostlyMoved = ({ dropGuardShare }: Attempt, matched: readonly Matched[]): boolean =>
  isTooMuch(
    {
      known: countOf(matched, ({ known }) => known),
      gone: countOf(matched, ({ froms }) => froms.length),
    },
    dropGuardShare,
  );

const guardGone = ({ sync, dropGuardShare: share }: Attempt, matched: readonly Matched[]): void => {
  const counts = {
    known: countOf(matched, ({ known }) => known),
    gone: countOf(matched, ({ gone }) => gone.length),
  };
  if (!sync.allowsDrops && isTooMuch(counts, share)) throw new DropGuard({ ...counts, share });
};

/** Before anything moves: another may want to go where it stood. */
const dropGone = async (
  attempt: Attempt,
  { matched, observation, tally }: { matched: readonly Matched[]; observation: Observation; tally: Tally },
): Promise<void> => {
  const { platform, journal, integrationId } = attempt;
  const gone = matched.flatMap(({ catalog, gone: oids }) =>
    oids.map((oid): ObjectIdentity => ({ catalog, oid })),
  );
  for (const chunk of chunksOf(gone, chunkObjects)) {
    const known = [...(await readKnownObjectsAt(platform.pool, attempt, chunk)).values()];
    for (const { kind } of known) tally.count(kind, 'dropped');
    const events = known.map((object) => objectDropped(observation, object));
    await journal.record(() => [], { integrationId, events });
    attempt.touch();
  }
};

function* chunksOfSteps(matched: readonly Matched[]): Generator<Step[], void> {
  let chunk: Step[] = [];
  for (const { catalog, froms, tos } of matched) {
    for (const { move, from, to } of orderMoves(froms, tos)) {
      chunk.push({
        first: { catalog, oid: froms[move] ?? from },
        last: { catalog, oid: tos[move] ?? to },
        from: { catalog, oid: from },
        to: { catalog, oid: to },
      });
      if (chunk.length < chunkObjects) continue;
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
