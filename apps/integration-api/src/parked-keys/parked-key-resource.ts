import type { ParkedKey, ParkedKeyDetail, ParkedKeyRequested } from '@cadastre/api-contract';
import type { EventHead } from '@cadastre/event-store';
import type { ParkedKey as ParkedRow, ParkedRequest, RequestedParked } from '@cadastre/projections';

/** A parked key as it is answered. */
export const parkedKeyResource = (row: ParkedRow): ParkedKey => ({
  projection: row.projection,
  key: row.key,
  state: row.state,
  position: row.position,
  event_id: row.eventId,
  event_type: row.eventType,
  code: row.code,
  reason: row.reason,
  tries: row.tries,
  parked_at: row.parkedAt.toISOString(),
  waiting_events: row.parkedEvents,
  requested_by: row.requestedBy,
  requested_at: row.requestedAt?.toISOString() ?? null,
  is_dead_lettered: row.deadLetteredPosition === row.position,
});

export const parkedEventResource = (head: EventHead): ParkedKeyDetail['events'][number] => ({
  position: head.position,
  event_id: head.eventId,
  type: head.type,
  stream: head.streamId,
  recorded_at: head.recordedAt.toISOString(),
});

export const parkedRequestResource = (request: ParkedRequest): ParkedKeyDetail['requests'][number] => ({
  request_id: request.requestId,
  action: request.action,
  position: request.position,
  requested_by: request.requestedBy,
  correlation_id: request.correlationId,
  requested_at: request.requestedAt.toISOString(),
  has_skipped: request.hasSkipped,
  outcome: request.outcome,
  settled_at: request.settledAt?.toISOString() ?? null,
});

export const requestedResource = (
  { requestId, parked }: RequestedParked,
  detail: string,
): ParkedKeyRequested => {
  const { projection, key, state, position, waiting_events, requested_by, requested_at } =
    parkedKeyResource(parked);
  return {
    request_id: requestId,
    projection,
    key,
    state,
    position,
    waiting_events,
    requested_by,
    requested_at,
    detail,
  };
};

export const pathOfParked = ({ projection, key }: Pick<ParkedRow, 'projection' | 'key'>): string =>
  `/parked-keys/${encodeURIComponent(projection)}/${encodeURIComponent(key)}`;
