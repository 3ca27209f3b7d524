import { SyncId, integrationStream, syncStream, type IntegrationId, type SafeError } from '@cadastre/events';
import { StreamVersionConflict, loadState, type StreamAppend } from '@cadastre/event-store';
import {
  byStream,
  deadLetterSync,
  integrationToRead,
  isTerminal,
  type Decision,
  type Integration,
  type Sync,
} from '@cadastre/integration';
import type { ClaimedJob, JobError } from '@cadastre/leased-jobs';
import { channels, type Platform } from '@cadastre/platform';
import type { Queryable } from '@cadastre/postgres';
import { crashPoint } from '@cadastre/service-runtime';
import type { SyncMetrics } from '../metrics/sync-metrics.ts';
import { SyncJournal, requireSync } from './sync-journal.ts';

/**
 * Ends a sync: the terminal event, the integration set free, a follow-up opened, and the job settled, in one
 * transaction. People may write to the integration's stream at the same moment; then it is decided again.
 */
export const endSync = async (options: {
  platform: Platform;
  journal: SyncJournal;
  claim: ClaimedJob;
  integrationId: IntegrationId;
  decide: (states: { integration: Integration; sync: Sync }) => Decision;
  settleJob: (tx: Queryable) => Promise<void>;
}): Promise<void> => {
  const { platform, journal, claim, integrationId, decide, settleJob } = options;
  await journal.flush();
  for (let attempt = 1; ; attempt += 1) {
    const loaded = await loadState(platform.eventStore, claim.tenantId, integrationToRead(integrationId));
    const decision = decide({ integration: loaded.state, sync: journal.state });
    const streams = byStream(decision).map(({ streamId, events }): StreamAppend => ({
      streamId,
      events,
      expectedVersion: versionOf(streamId, {
        claim,
        integrationId,
        integrationVersion: loaded.version,
        journal,
      }),
    }));
    try {
      crashPoint('lease.before-settle');
      await journal.settle(decision, streams, settleJob);
      platform.bells.ring(channels.jobs);
      return;
    } catch (error) {
      if (!(error instanceof StreamVersionConflict) || attempt === 5) throw error;
    }
  }
};

/** A follow-up's stream is new. */
const versionOf = (
  streamId: string,
  known: {
    claim: ClaimedJob;
    integrationId: IntegrationId;
    integrationVersion: number;
    journal: SyncJournal;
  },
): number => {
  if (streamId === integrationStream(known.integrationId)) return known.integrationVersion;
  return streamId === syncStream(SyncId.parse(known.claim.jobId)) ? known.journal.streamVersion : 0;
};

/** All attempts are used up, by failures or by workers that died. */
export const deadLetter = async (
  { platform, metrics }: { platform: Platform; metrics: SyncMetrics },
  claim: ClaimedJob,
  error: JobError,
): Promise<void> => {
  const journal = await SyncJournal.open(platform, claim);
  const sync = requireSync(journal.state, claim.jobId);
  if (isTerminal(sync)) return platform.jobs.complete(platform.pool, claim);
  const safe: SafeError = { code: error.code, detail: error.detail, hint: error.hint ?? null };
  await endSync({
    platform,
    journal,
    claim,
    integrationId: sync.integrationId,
    decide: (states) =>
      deadLetterSync(states, {
        syncId: sync.syncId,
        attempt: claim.attempt,
        error: safe,
        at: new Date().toISOString(),
      }),
    settleJob: (tx) => platform.jobs.deadLetter(tx, claim, error),
  });
  metrics.ended(journal, 'dead-lettered');
};
