import type { LoggedEvent } from '@cadastre/events';
import { isTracing, recordSpan, traceContextOfCommit } from '@cadastre/observability';

/** A rebuild goes through years of commits whose traces nobody looks at any more. */
const newestMs = 10 * 60_000;
/** Of one page: commits of many events are few, commits of one event come in crowds. */
const maxCommits = 64;

/**
 * Says in the trace of each commit that its events are in the rows. Spans of one page overlap: it was one transaction.
 *
 * @param startedAt milliseconds since 1970
 */
export const traceProjected = (
  projection: string,
  events: readonly LoggedEvent[],
  startedAt: number,
): void => {
  if (!isTracing()) return;
  for (const commit of commitsOf(events, startedAt - newestMs)) {
    recordSpan(`project ${projection}`, {
      kind: 'consumer',
      parent: traceContextOfCommit(commit),
      startedAt,
      attributes: {
        'cadastre.projection': projection,
        'cadastre.commit_id': commit.commitId,
        'cadastre.position': commit.position,
        'cadastre.event_count': commit.events,
      },
    });
  }
};

type TracedCommit = { commitId: string; correlationId: string; position: number; events: number };

const commitsOf = (events: readonly LoggedEvent[], notBefore: number): TracedCommit[] => {
  const commits = new Map<string, TracedCommit>();
  for (const { commitId, position, metadata } of events) {
    const known = commits.get(commitId);
    if (known !== undefined) {
      known.position = position;
      known.events += 1;
    } else if (commits.size < maxCommits && Date.parse(metadata.recordedAt) >= notBefore) {
      commits.set(commitId, { commitId, correlationId: metadata.correlationId, position, events: 1 });
    }
  }
  return [...commits.values()];
};
