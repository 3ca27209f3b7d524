import { inSpan, openSpan, traceContextOfCommit, traceIdOf, type OpenSpan } from '@cadastre/observability';
import type { ClaimedJob } from '@cadastre/leased-jobs';
import type { SyncActivity } from '@cadastre/events';
import type { SyncJournal } from './sync-journal.ts';

/** One attempt of a sync, hanging on the commit that asked for it. */
export const inSyncSpan = (
  { requestedIn, correlationId }: Pick<SyncJournal, 'requestedIn' | 'correlationId'>,
  claim: ClaimedJob,
  work: () => Promise<void>,
): Promise<void> =>
  inSpan(
    'sync',
    {
      kind: 'consumer',
      parent: traceContextOfCommit({ commitId: requestedIn, correlationId }),
      traceId: traceIdOf(correlationId),
      attributes: {
        'cadastre.sync_id': claim.jobId,
        'cadastre.integration_id': claim.subjectId,
        'cadastre.tenant_id': claim.tenantId,
        'cadastre.attempt': claim.attempt,
        'cadastre.is_takeover': claim.isTakeover,
      },
    },
    work,
  );

/** The steps of an attempt as spans: they overlap, begin in one place and end in another. */
export class ActivitySpans {
  private readonly open = new Map<SyncActivity, OpenSpan>();

  start(activity: SyncActivity): void {
    this.open.get(activity)?.end();
    this.open.set(activity, openSpan(activity));
  }

  end(activity: SyncActivity, outcome: { items?: number; skipped?: true; error?: string }): void {
    const span = this.open.get(activity);
    if (span === undefined) return;
    this.open.delete(activity);
    if (outcome.items !== undefined) span.set({ 'cadastre.items': outcome.items });
    if (outcome.skipped !== undefined) span.set({ 'cadastre.skipped': true });
    if (outcome.error !== undefined) span.fail(outcome.error);
    span.end();
  }

  /** What an interruption left open. */
  endAll(): void {
    for (const activity of [...this.open.keys()]) this.end(activity, { error: 'interrupted' });
  }
}
