import { StatisticsObserved, type RelationStatistics, type SkippedScope } from '@cadastre/events';
import { LeaseLost } from '@cadastre/leased-jobs';
import { readStatistics, type Extent } from '@cadastre/pg-introspection';
import { readPrintOfStatistics } from '../fingerprints/stored-fingerprint.ts';
import { readKnownStatistics } from '../known-objects/read-known-statistics.ts';
import { describeFailure } from './describe-failure.ts';
import { isWorthRetrying } from './retry-policy.ts';
import { chunksOf } from './chunks-of.ts';
import type { Attempt } from './attempt.ts';
import type { TargetSessions } from './target-sessions.ts';

const activity = 'statistics-and-quality';
const tries = 2;

export type Observed = {
  readonly skipped: readonly SkippedScope[];
  /** What the known statistics are as of; null where they are of several moments. */
  readonly print: Buffer | null;
};

/**
 * Sizes and row estimates, where they moved. They are nice to have: what keeps failing is left out and the sync
 * completes without them.
 */
export const observeStatistics = async (
  attempt: Attempt,
  sessions: TargetSessions,
  extent: Extent,
): Promise<Observed> => {
  const { activities, signal } = attempt;
  activities.start(activity);
  for (let attempted = 1; ; attempted += 1) {
    try {
      const { items, print } = await publishStatistics(attempt, sessions, extent);
      activities.complete(activity, items);
      return { skipped: [], print };
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) throw error;
      const safe = describeFailure(error);
      attempt.platform.log.warn({ err: error, activity, attempted }, 'statistics could not be read');
      if (attempted < tries && isWorthRetrying(error)) {
        activities.retry(activity, safe, new Date().toISOString());
        await sessions.end();
        continue;
      }
      activities.skip(activity, null, safe.detail);
      return { skipped: [{ scope: activity, reason: safe.detail }], print: null };
    }
  }
};

/** Of an event, and of what is written in one transaction. */
const maxRelations = 500;
const pageRelations = 2_500;

/** Everything read anew may be of other schemas than before: then nothing is known of what has not moved. */
const publishStatistics = async (
  attempt: Attempt,
  sessions: TargetSessions,
  extent: Extent,
): Promise<{ items: number; print: Buffer | null }> => {
  const { platform, integration, signal } = attempt;
  const { include_schemas, exclude_schemas, statement_timeout_ms } = integration.options;
  const before = extent.type === 'all' ? null : await readPrintOfStatistics(platform.pool, attempt);
  if (before !== null && extent.type === 'nothing' && extent.isIdle) return { items: 0, print: null };
  const { relations, print } = await readStatistics(await sessions.open(), {
    includeSchemas: include_schemas,
    excludeSchemas: exclude_schemas,
    before,
    limits: { statementTimeoutMs: statement_timeout_ms },
    signal,
  });
  let done = 0;
  for (const page of chunksOf(relations, pageRelations)) {
    await publishPage(attempt, page);
    done += page.length;
    attempt.activities.progress(activity, done, relations.length);
  }
  return { items: relations.length, print };
};

const publishPage = async (attempt: Attempt, page: readonly RelationStatistics[]): Promise<void> => {
  const { journal, integrationId, tenantId, sync, platform, signal } = attempt;
  signal.throwIfAborted();
  const known = await readKnownStatistics(platform.pool, { tenantId, integrationId }, page);
  const moved = page.filter((seen) => hasMoved(seen, known.get(seen.oid)));
  const events = chunksOf(moved, maxRelations).map((relations) =>
    StatisticsObserved.create({
      integration_id: integrationId,
      sync_id: sync.syncId,
      relations,
      observed_at: new Date().toISOString(),
    }),
  );
  if (events.length > 0) await journal.record(() => [], { integrationId, events });
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
