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
  activities.start(activity);
  for (let attempted = 1; ; attempted += 1) {
    try {
      activities.complete(activity, await publishStatistics(attempt, target));
      return [];
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) throw error;
      const safe = describeFailure(error);
      attempt.platform.log.warn({ err: error, activity, attempted }, 'statistics could not be read');
      if (attempted < tries && isWorthRetrying(error)) {
        activities.retry(activity, safe, new Date().toISOString());
        continue;
      }
      activities.skip(activity, null, safe.detail);
      return [{ scope: activity, reason: safe.detail }];
    }
  }
};

const maxRelations = 500;

const publishStatistics = async (attempt: Attempt, target: TargetConnection): Promise<number> => {
  const { journal, integrationId, tenantId, integration, sync, activities, platform, signal } = attempt;
  const { include_schemas, exclude_schemas, statement_timeout_ms } = integration.options;
  const pages = readStatistics(target, {
    includeSchemas: include_schemas,
    excludeSchemas: exclude_schemas,
    limits: { statementTimeoutMs: statement_timeout_ms },
    signal,
  });
  let items = 0;
  for await (const { relations } of pages) {
    items += relations.length;
    const known = await readKnownStatistics(platform.pool, { tenantId, integrationId }, relations);
    const moved = relations.filter((seen) => hasMoved(seen, known.get(seen.oid)));
    const events = chunksOf(moved, maxRelations).map((chunk) =>
      StatisticsObserved.create({
        integration_id: integrationId,
        sync_id: sync.syncId,
        relations: chunk,
        observed_at: new Date().toISOString(),
      }),
    );
    if (events.length > 0) await journal.record(() => [], { integrationId, events });
    activities.progress(activity, items, null);
  }
  return items;
};

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

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
