import type { Message } from 'kafkajs';
import type { StoredEvent } from '@cadastre/events';
import { formatPositions, type PositionsByCategory } from './previous-positions.ts';
import { isSignedHeader, signatureHeader, signMessage, type SigningKey } from '../signature/sign-message.ts';
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
  headers['ce_previouspositions'] = formatPositions(previousPositions);
  headers['ce_lanes'] = String(lanes);
  const signed: string[] = [];
  for (const name in headers) if (isSignedHeader(name)) signed.push(name, headers[name] ?? '');
  headers[signatureHeader] = signMessage({ headers: signed, key, value: event.data }, signedWith);
  return { key, value: event.data, partition: lane, headers };
};

/** What a message says of the event itself, wherever it is. */
export const eventHeaders = (event: StoredEvent, key: string): Record<string, string> => {
  const { commitId, metadata } = event;
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.eventId,
    ce_type: typePrefix + event.type,
    ce_source: source,
    ce_subject: event.streamId,
    ce_time: metadata.recordedAt,
    'content-type': 'application/json',
    ce_partitionkey: key,
    ce_position: String(event.position),
    ce_schemaversion: String(event.schemaVersion),
    ce_streamversion: String(event.version),
    ce_tenantid: metadata.tenantId,
    ce_actor: metadata.actor,
    ce_commandid: metadata.commandId,
    ce_correlationid: metadata.correlationId,
    traceparent: formatTraceparent(traceContextOfCommit({ commitId, correlationId: metadata.correlationId })),
  };
  if (metadata.causationId !== null) headers['ce_causationid'] = metadata.causationId;
  return headers;
};
