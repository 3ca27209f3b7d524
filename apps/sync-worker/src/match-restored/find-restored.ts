import {
  matchRestored,
  objectDiscovered,
  objectDropped,
  objectReidentified,
  waitingOid,
  type Move,
  type Observation,
} from '@cadastre/catalog-diff';
import type { ObjectDiscovered } from '@cadastre/events';
import { readStoredOrigin } from '../fingerprints/stored-fingerprint.ts';
import { DropGuard } from '../guard-drops/drop-guard.ts';
import { isTooMuch } from '../guard-drops/guard-drops.ts';
import { countGoneObjects } from '../known-objects/count-gone-objects.ts';
import type { KnownObject } from '../known-objects/known-object.ts';
import { readKnownDefinitions } from '../known-objects/read-known-definitions.ts';
import { readKnownObjects } from '../known-objects/read-known-objects.ts';
import { chunksOf } from '../run-sync/chunks-of.ts';
import type { Attempt } from '../run-sync/run-sync.ts';
import type { SnapshotRead } from '../run-sync/snapshot-read.ts';
import type { Tally } from '../run-sync/tally.ts';

/** Of these catalogs the census knows names. What is in others is little, and is dropped and discovered. */
const matchable = new Set(['pg_namespace', 'pg_extension', 'pg_class', 'pg_type', 'pg_proc']);
const chunkObjects = 200;

/**
 * After a restore every object has another OID, and its old one may be another's now. Known objects are found again by
 * name before anything is compared, so that their history goes on.
 *
 * @throws DropGuard before anything is written, where too many are not there by name either
 */
export const findRestored = async (attempt: Attempt, snapshot: SnapshotRead, tally: Tally): Promise<void> => {
  const { extent } = snapshot;
  if (extent.type !== 'all' || extent.census === null || !(await isRestored(attempt, snapshot))) return;
  const { platform, integrationId, sync } = attempt;
  const known: KnownObject[] = [];
  for await (const object of readKnownObjects(platform.pool, attempt)) known.push(object);
  const { gone, moves } = matchRestored(known, extent.census);
  guardGone(attempt, known, gone);
  const observation: Observation = { integrationId, syncId: sync.syncId, at: new Date().toISOString() };
  for (const chunk of chunksOf(gone, chunkObjects)) {
    for (const { kind } of chunk) tally.count(kind, 'dropped');
    const events = chunk.map((object) => objectDropped(observation, object));
    await attempt.journal.record(() => [], { integrationId, events });
  }
  // Also into the place where it waits: a worker that dies before the other half leaves it there, and folds on.
  const isFirst = ({ known: { identity }, from }: Move<KnownObject>): boolean => from.oid === identity.oid;
  const waited = moves.filter((move) => move.from.oid === waitingOid && !isFirst(move));
  const waiting = await basesOf(attempt, observation, waited);
  for (const chunk of chunksOf(moves, chunkObjects)) {
    const first = await basesOf(attempt, observation, chunk.filter(isFirst));
    const bases = chunk.flatMap((move) => {
      const base = (isFirst(move) ? first : waiting).get(move.known);
      return base === undefined ? [] : [base];
    });
    const events = chunk.map((move) => objectReidentified(observation, move));
    await attempt.journal.record(() => [], { integrationId, events, bases });
  }
  platform.log.info({ moves: moves.length, gone: gone.length }, 'restored objects found again by name');
};

/** Another cluster or database than at the last sync, or one in which most OIDs are not there. */
const isRestored = async (attempt: Attempt, { extent, fingerprint }: SnapshotRead): Promise<boolean> => {
  const { pool } = attempt.platform;
  const before = await readStoredOrigin(pool, attempt);
  const { system, databaseOid } = fingerprint.origin;
  if (before !== null && (before.databaseOid !== databaseOid || before.system !== system)) return true;
  if (extent.type === 'nothing') return false;
  return isTooMuch(
    await countGoneObjects(pool, attempt, { extent, choice: attempt.integration.options }),
    attempt.dropGuardShare,
  );
};

const guardGone = (
  { sync, dropGuardShare: share }: Attempt,
  known: readonly KnownObject[],
  gone: readonly KnownObject[],
): void => {
  const count = (objects: readonly KnownObject[]) =>
    objects.filter(({ identity }) => matchable.has(identity.catalog)).length;
  const counts = { known: count(known), gone: count(gone) };
  if (!sync.allowsDrops && isTooMuch(counts, share)) throw new DropGuard({ ...counts, share });
};

type Bases = ReadonlyMap<KnownObject, ObjectDiscovered>;

/**
 * The events of these describe them under their old identity: they are folded from now on from what they are as they
 * move. Of one that has to wait for its place that is found out before it leaves the old one.
 */
const basesOf = async (
  { platform, tenantId, integrationId }: Attempt,
  observation: Observation,
  moves: readonly Move<KnownObject>[],
): Promise<Bases> => {
  const known = moves.map((move) => move.known);
  const definitions = await readKnownDefinitions(platform, { tenantId, integrationId }, known);
  const bases = moves.map(({ known: object, to }, index) => {
    const definition = definitions[index] ?? null;
    if (definition === null) throw new Error('a known object has no events');
    const seen = { object: { ...definition, identity: to }, hash: object.hash };
    return [object, objectDiscovered(observation, seen)] as const;
  });
  return new Map(bases);
};
