import { currentTrace, isTracing, openSpan, traceContextOfCommit } from '@cadastre/observability';
import type { AppendRequest, AppendResult } from '../event-store.ts';

/**
 * An append as a span that every reader of its events can name: the trace is told by the correlation id, the span by
 * the commit's id, which is known only at the end. Where it was asked for inside another trace it has a link there.
 */
export const tracedAppend = (
  request: AppendRequest,
  append: () => Promise<AppendResult>,
): Promise<AppendResult> => (isTracing() ? traced(request, append) : append());

const traced = async (request: AppendRequest, append: () => Promise<AppendResult>): Promise<AppendResult> => {
  const startedAt = performance.timeOrigin + performance.now();
  try {
    const result = await append();
    if (!result.isDuplicate) record(request, { startedAt, commitId: result.commitId });
    return result;
  } catch (error) {
    const span = openSpan('append events', { kind: 'client', startedAt, attributes: attributesOf(request) });
    span.fail(error);
    span.end();
    throw error;
  }
};

const record = (
  request: AppendRequest,
  { startedAt, commitId }: { startedAt: number; commitId: string },
): void => {
  const { correlationId } = request.metadata;
  const { traceId, spanId } = traceContextOfCommit({ commitId, correlationId });
  const asked = currentTrace();
  const isSameTrace = asked?.traceId === traceId;
  openSpan('append events', {
    kind: 'client',
    parent: isSameTrace ? asked : null,
    ...(asked === undefined || isSameTrace ? {} : { links: [asked] }),
    traceId,
    spanId,
    startedAt,
    attributes: { ...attributesOf(request), 'cadastre.commit_id': commitId },
  }).end();
};

const attributesOf = ({ streams, metadata }: AppendRequest) => ({
  'db.system.name': 'postgresql',
  'db.operation.name': 'append',
  'cadastre.correlation_id': metadata.correlationId,
  'cadastre.event_count': streams.reduce((count, { events }) => count + events.length, 0),
  'cadastre.streams': streams.map(({ streamId }) => streamId),
});
