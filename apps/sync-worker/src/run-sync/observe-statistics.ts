import { StatisticsObserved, type RelationStatistics, type SkippedScope } from '@cadastre/events';
import { LeaseLost } from '@cadastre/leased-jobs';
import { readStatistics } from '@cadastre/pg-introspection';
import type { TargetConnection } from '@cadastre/target-connection';
import { readKnownStatistics } from '../known-objects/read-known-statistics.ts';
import { describeFailure, isWorthRetrying } from './describe-failure.ts';
import type { Attempt } from './run-sync.ts';

const activity = 'statistics-and-quality';
const tries = 2;

/**
 * Sizes and row estimates, where they moved. They are nice to have: what keeps failing is left out and the sync
 * completes without them.
 */
export const observeStatistics = async (
  attempt: Attempt,
  target: TargetConnection,
): Promise<SkippedScope[]> => {
  const { activities, signal } = attempt;
  await activities.start(activity);
  for (let attempted = 1; ; attempted += 1) {
    try {
      await activities.complete(activity, await publishStatistics(attempt, target));
      return [];
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) throw error;
      const safe = describeFailure(error);
      attempt.platform.log.warn({ err: error, activity, attempted }, 'statistics could not be read');
      if (attempted < tries && isWorthRetrying(error)) {
        await activities.retry(activity, safe, new Date().toISOString());
        continue;
      }
      await activities.skip(activity, null, safe.detail);
      return [{ scope: activity, reason: safe.detail }];
    }
  }
};

const publishStatistics = async (attempt: Attempt, target: TargetConnection): Promise<number> => {
  const { journal, integrationId, sync, activities, platform } = attempt;
  let items = 0;
  for await (const { relations } of readStatistics(target)) {
    items += relations.length;
    const known = await readKnownStatistics(platform.pool, integrationId, relations);
    const moved = relations.filter((seen) => hasMoved(seen, known.get(seen.oid)));
    if (moved.length > 0) {
      const event = StatisticsObserved.create({
        integration_id: integrationId,
        sync_id: sync.syncId,
        relations: moved,
        observed_at: new Date().toISOString(),
      });
      await journal.record(() => [], { integrationId, events: [event] });
    }
    await activities.progress(activity, items, null);
  }
  return items;
};

/** Undefined: not a known object, so nothing that statistics could be about. Null: known, never observed. */
const hasMoved = (seen: RelationStatistics, known: RelationStatistics | null | undefined): boolean => {
  if (known === undefined) return false;
  return (
    known === null ||
    seen.row_estimate !== known.row_estimate ||
    seen.table_bytes !== known.table_bytes ||
    seen.index_bytes !== known.index_bytes
  );
};
