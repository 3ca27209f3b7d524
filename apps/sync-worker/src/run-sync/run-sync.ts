import { SyncId, TenantId, type Footprint } from '@cadastre/events';
import { loadState } from '@cadastre/event-store';
import { completeSync, failSync, integrationToRead, isTerminal, startSync } from '@cadastre/integration';
import { LeaseLost } from '@cadastre/leased-jobs';
import { withCorrelation } from '@cadastre/observability';
import type { Queryable } from '@cadastre/postgres';
import { crashPoint } from '@cadastre/service-runtime';
import {
  advanceFingerprint,
  saveFingerprint,
  savePrintOfStatistics,
} from '../fingerprints/stored-fingerprint.ts';
import { ActivityLog } from './activity-log.ts';
import type { Attempt, RunSync } from './attempt.ts';
import { describeFailure } from './describe-failure.ts';
import { deadLetter, endSync } from './end-sync.ts';
import { observeStatistics, type Observed } from './observe-statistics.ts';
import { publishCatalog, type Published } from './publish-catalog.ts';
import { retryLater } from './retry-later.ts';
import { isWorthRetrying, retryDelayMs } from './retry-policy.ts';
import { SyncJournal } from './sync-journal.ts';
import { TargetSessions } from './target-sessions.ts';
import { inSyncSpan } from './trace-sync.ts';

/** One attempt of one sync, from the claim to its settlement. Throws only what leaves the job to its lease. */
export const runSync = async (run: RunSync): Promise<void> => {
  const { platform, claim } = run;
  const journal = await SyncJournal.open(platform, claim);
  const facts = {
    correlationId: journal.correlationId,
    tenantId: claim.tenantId,
    syncId: claim.jobId,
    integrationId: claim.subjectId,
    attempt: claim.attempt,
  };
  await withCorrelation(facts, () => inSyncSpan(journal, claim, () => runAttempt(run, journal)));
};

const runAttempt = async (run: RunSync, journal: SyncJournal): Promise<void> => {
  const { platform, claim } = run;
  const sync = journal.state;
  // Cancelled before its turn, or ended by an attempt whose last acknowledgement was lost.
  if (sync === null || isTerminal(sync)) return;
  const { state: integration } = await loadState(
    platform.eventStore,
    claim.tenantId,
    integrationToRead(sync.integrationId),
  );
  if (integration === null || integration.status === 'deleted') return;
  await journal.record((state) =>
    startSync(state, {
      syncId: sync.syncId,
      attempt: claim.attempt,
      worker: claim.owner,
      at: new Date().toISOString(),
    }),
  );
  platform.log.info({}, 'sync started');
  const activities = new ActivityLog(journal, { syncId: sync.syncId, attempt: claim.attempt }, run.touch);
  const attempt: Attempt = {
    ...run,
    journal,
    activities,
    sync,
    integration,
    integrationId: sync.integrationId,
    tenantId: TenantId.parse(claim.tenantId),
  };
  try {
    await readAndPublish(attempt);
  } catch (error) {
    await settleFailure(attempt, error);
  } finally {
    activities.close();
  }
};

const readAndPublish = async (attempt: Attempt): Promise<void> => {
  const sessions = new TargetSessions(attempt);
  try {
    await sessions.open();
    const published = await publishCatalog(attempt, sessions);
    const observed = await observeStatistics(attempt, sessions, published.extent);
    await complete(attempt, sessions.footprint(), { published, observed });
  } finally {
    await sessions.end();
  }
};

/** Of what is known now, in the transaction that ends the sync. */
const keepFingerprint = async (
  tx: Queryable,
  { tenantId, integrationId, sync }: Attempt,
  { extent, fingerprint }: Published,
): Promise<void> => {
  if (fingerprint === null) return;
  const catalog = { tenantId, integrationId };
  if (extent.type === 'nothing') await advanceFingerprint(tx, catalog, fingerprint.fingerprint);
  else await saveFingerprint(tx, { ...catalog, syncId: sync.syncId }, fingerprint);
};

const complete = async (
  attempt: Attempt,
  footprint: Footprint,
  { published, observed }: { published: Published; observed: Observed },
): Promise<void> => {
  const { platform, claim, journal, sync, integrationId } = attempt;
  const { counts, changes, extent } = published;
  crashPoint('sync.before-end');
  await endSync({
    platform,
    journal,
    claim,
    integrationId,
    decide: (states) =>
      completeSync(states, {
        syncId: sync.syncId,
        attempt: claim.attempt,
        counts,
        skipped: [...published.skipped, ...observed.skipped],
        footprint,
        at: new Date().toISOString(),
      }),
    settleJob: async (tx) => {
      await keepFingerprint(tx, attempt, published);
      if (observed.print !== null) await savePrintOfStatistics(tx, attempt, observed.print);
      await platform.jobs.complete(tx, claim);
    },
  });
  attempt.metrics.ended(journal, 'completed');
  platform.log.info({ changes, extent: extent.type, footprint }, 'sync completed');
};

/** Retry later, give up for good, or give up until somebody requeues it. An interrupted attempt settles nothing. */
const settleFailure = async (attempt: Attempt, error: unknown): Promise<void> => {
  const { platform, claim, signal, journal, sync, activities, integrationId } = attempt;
  if (signal.aborted || error instanceof LeaseLost) throw error;
  const safe = describeFailure(error);
  const hasAttempts = claim.attempt < claim.maxAttempts;
  const isRetried = isWorthRetrying(error) && hasAttempts;
  attempt.metrics.failedAttempts.inc({ code: safe.code });
  platform.log.warn({ err: error, code: safe.code, isRetried }, 'sync attempt failed');
  const delayMs = retryDelayMs(error, { attempt: claim.attempt, policy: attempt.retry });
  const retryAt = isRetried ? new Date(Date.now() + delayMs).toISOString() : null;
  await journal.record(() => activities.failures(safe, retryAt));
  if (isRetried) return retryLater(attempt, { error: safe, delayMs });
  if (isWorthRetrying(error)) return deadLetter(attempt, claim, safe);
  await endSync({
    platform,
    journal,
    claim,
    integrationId,
    decide: (states) =>
      failSync(states, {
        syncId: SyncId.parse(claim.jobId),
        attempt: claim.attempt,
        error: safe,
        at: new Date().toISOString(),
      }),
    settleJob: (tx) => platform.jobs.complete(tx, claim),
  });
  attempt.metrics.ended(journal, 'failed');
  platform.log.info({ code: safe.code, syncId: sync.syncId }, 'sync failed');
};
