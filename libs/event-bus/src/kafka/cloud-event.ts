import type { Message } from 'kafkajs';
import type { StoredEvent } from '@cadastre/events';
import { eventHeader } from './header-names.ts';
import { formatPositions, type PositionsByCategory } from './previous-positions.ts';
import { isSignedHeader, signMessage, type SigningKey } from '../signature/sign-message.ts';
import { formatTraceparent, traceContextOfCommit } from '@cadastre/observability';

/** Which of all messages this is, and what came before it. */
export type MessagePlace = {
  /** The integration id, which the lane is made from. */
  readonly key: string;
  readonly lane: number;
  /** How many there are. With another number the lanes are others, and so is what came before. */
  readonly lanes: number;
  /** By category: none of its events in this lane lies between that position and this event's. */
  readonly previousPositions: PositionsByCategory;
};

export const typePrefix = 'cadastre.';
export const source = '/cadastre';

/**
 * CloudEvents 1.0 in Kafka's binary mode: everything about the event is in headers, and the value is the stored JSON text
 * itself, byte for byte, in the schema version it was written in. Commit and ordinal are in `ce_id`. The signature shows to
 * our own consumers that the message comes from the relay.
 */
export const encodeEvent = (event: StoredEvent, place: MessagePlace, signedWith: SigningKey): Message => {
  const { key, lane, lanes, previousPositions } = place;
  const headers = eventHeaders(event, key);
  headers[eventHeader.previousPositions] = formatPositions(previousPositions);
  headers[eventHeader.lanes] = String(lanes);
  const signed: string[] = [];
  for (const name in headers) if (isSignedHeader(name)) signed.push(name, headers[name] ?? '');
  headers[eventHeader.signature] = signMessage({ headers: signed, key, value: event.data }, signedWith);
  return { key, value: event.data, partition: lane, headers };
};

/** What a message says of the event itself, wherever it is. */
export const eventHeaders = (event: StoredEvent, key: string): Record<string, string> => {
  const { commitId, metadata } = event;
  const headers: Record<string, string> = {
    [eventHeader.specVersion]: '1.0',
    [eventHeader.id]: event.eventId,
    [eventHeader.type]: typePrefix + event.type,
    [eventHeader.source]: source,
    [eventHeader.subject]: event.streamId,
    [eventHeader.time]: metadata.recordedAt,
    'content-type': 'application/json',
    [eventHeader.partitionKey]: key,
    [eventHeader.position]: String(event.position),
    [eventHeader.schemaVersion]: String(event.schemaVersion),
    [eventHeader.streamVersion]: String(event.version),
    [eventHeader.tenantId]: metadata.tenantId,
    [eventHeader.actor]: metadata.actor,
    [eventHeader.commandId]: metadata.commandId,
    [eventHeader.correlationId]: metadata.correlationId,
    traceparent: formatTraceparent(traceContextOfCommit({ commitId, correlationId: metadata.correlationId })),
  };
  if (metadata.causationId !== null) headers[eventHeader.causationId] = metadata.causationId;
  return headers;
};
