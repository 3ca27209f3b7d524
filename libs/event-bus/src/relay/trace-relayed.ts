import { isTracing, recordSpan, traceContextOfCommit } from '@cadastre/observability';
import type { StoredEvent } from '@cadastre/events';

/** Of one page, and no older than this: a first start carries years of commits over. */
const maxCommits = 64;
const newestMs = 10 * 60_000;

/**
 * Says in the trace of each commit that the brokers have acknowledged its events.
 *
 * @param startedAt milliseconds since 1970
 */
export const traceRelayed = (events: readonly StoredEvent[], startedAt: number): void => {
  if (!isTracing()) return;
  const commits = new Map<string, StoredEvent>();
  for (const event of events) {
    const isRecent = Date.parse(event.metadata.recordedAt) >= startedAt - newestMs;
    if (isRecent && commits.size < maxCommits && !commits.has(event.commitId))
      commits.set(event.commitId, event);
  }
  for (const { commitId, metadata } of commits.values()) {
    recordSpan('relay events', {
      kind: 'producer',
      parent: traceContextOfCommit({ commitId, correlationId: metadata.correlationId }),
      startedAt,
      attributes: { 'messaging.system': 'kafka', 'cadastre.commit_id': commitId },
    });
  }
};
