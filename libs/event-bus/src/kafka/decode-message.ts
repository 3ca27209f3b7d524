import { liftEvent, type LoggedEvent } from '@cadastre/events';
import { isSignedBy, isSignedHeader, keyOfSignature } from '../signature/sign-message.ts';
import type { SigningKeys } from '../signature/signing-keys.ts';
import { source, typePrefix } from './cloud-event.ts';
import { eventHeader } from './header-names.ts';
import { oneTextOf, type ReceivedHeaders } from './received-headers.ts';
import type { ReceivedMessage } from './received-message.ts';
import { parsePositions, type PositionsByCategory } from './previous-positions.ts';
import { laneKeyOf, laneOfKey } from './lanes.ts';
import { largestEventBytes } from './message-limits.ts';
import type { TopicNames } from './topic-names.ts';
import { whyUnreadable } from './unreadable-batch.ts';

/** Why a message is none of ours. None of it is ever applied: the log has what it may have stood for. */
export type MessageRefusal =
  | 'batch-unreadable'
  | 'header-missing'
  | 'header-invalid'
  | 'data-missing'
  | 'data-too-large'
  | 'data-not-json'
  | 'signature-unknown'
  | 'signature-wrong'
  | 'wrong-topic'
  | 'wrong-lane';

export type PlacedEvent = {
  /** In the present schema version, where this release can lift it. */
  readonly event: LoggedEvent;
  /** By category: none of its events in the lane lies between that position and the event's. */
  readonly previousPositions: PositionsByCategory;
};

export type DecodedMessage =
  | ({ readonly outcome: 'event' } & PlacedEvent)
  /** From a time when there was another number of lanes: what it says of the one before is about another lane. */
  | { readonly outcome: 'other-lanes' }
  | { readonly outcome: 'refused'; readonly refusal: MessageRefusal; readonly detail: string };

/** What this installation's messages are held against. */
export type ExpectedMessages = {
  readonly names: TopicNames;
  readonly lanes: number;
  readonly keys: SigningKeys;
};

class Refused extends Error {
  constructor(
    readonly refusal: MessageRefusal,
    /** Holds no event data. */
    readonly detail: string,
  ) {
    super(refusal);
  }
}

/**
 * The event that a message carries. Checks its form, all of it, and that the relay has signed it. Headers that it does
 * not know are passed over: a newer release may send more.
 */
export const decodeMessage = (message: ReceivedMessage, expected: ExpectedMessages): DecodedMessage => {
  try {
    const unreadable = whyUnreadable(message);
    if (unreadable !== null) throw new Refused('batch-unreadable', unreadable);
    const headers = new Headers(message.headers ?? {});
    const envelope = envelopeOf(headers);
    const text = textOf(message);
    const previousPositions = headers.positionsBefore(envelope.position);
    // Before it is parsed: ten megabytes of JSON by anybody can be hundreds in memory.
    requireSignature(message, headers, expected.keys);
    const stored = { ...envelope, data: dataOf(text) };
    if (headers.number(eventHeader.lanes, 1) !== expected.lanes) return { outcome: 'other-lanes' };
    requirePlace(message, stored, expected);
    return { outcome: 'event', event: liftEvent(stored), previousPositions };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { refusal, detail } = error;
    return { outcome: 'refused', refusal, detail };
  }
};

const envelopeOf = (headers: Headers): Omit<LoggedEvent, 'data'> => {
  headers.require(eventHeader.specVersion, '1.0');
  headers.require(eventHeader.source, source);
  const eventId = headers.matching(eventHeader.id, /^[1-9]\d{0,18}-\d{1,10}$/);
  const [commitId = '', ordinal = ''] = eventId.split('-');
  return {
    eventId,
    commitId,
    ordinal: Number(ordinal),
    streamId: headers.matching(eventHeader.subject, /^[a-z]+-./s),
    version: headers.number(eventHeader.streamVersion, 1),
    position: headers.number(eventHeader.position, 1),
    type: headers.matching(eventHeader.type, /^cadastre\../s).slice(typePrefix.length),
    schemaVersion: headers.number(eventHeader.schemaVersion, 1),
    metadata: {
      tenantId: headers.text(eventHeader.tenantId),
      actor: headers.text(eventHeader.actor),
      commandId: headers.text(eventHeader.commandId),
      correlationId: headers.text(eventHeader.correlationId),
      causationId: headers.has(eventHeader.causationId) ? headers.text(eventHeader.causationId) : null,
      recordedAt: headers.matching(eventHeader.time, /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    },
  };
};

const textOf = ({ value }: ReceivedMessage): Buffer => {
  if (value === null) throw new Refused('data-missing', 'the message has no value');
  if (value.length > largestEventBytes) throw new Refused('data-too-large', `${value.length} bytes`);
  return value;
};

const dataOf = (text: Buffer): unknown => {
  try {
    return JSON.parse(text.toString());
  } catch {
    throw new Refused('data-not-json', `${text.length} bytes`);
  }
};

const requireSignature = ({ key, value }: ReceivedMessage, headers: Headers, keys: SigningKeys): void => {
  const signature = headers.text(eventHeader.signature);
  const number = keyOfSignature(signature);
  if (number === null) throw new Refused('header-invalid', eventHeader.signature);
  const secret = keys.get(number);
  if (secret === undefined) throw new Refused('signature-unknown', `key ${number}`);
  const content = {
    headers: headers.signed(),
    key: key?.toString() ?? '',
    value: value ?? '',
  };
  if (!isSignedBy(content, signature, secret)) throw new Refused('signature-wrong', `key ${number}`);
};

/** The number of the key that a message says it is signed with. */
export const claimedKeyOf = ({ headers }: Pick<ReceivedMessage, 'headers'>): number | null => {
  const signature = oneTextOf(headers, eventHeader.signature);
  return signature === null ? null : keyOfSignature(signature);
};

const requirePlace = (
  { topic, partition, key }: ReceivedMessage,
  event: LoggedEvent,
  { names, lanes }: ExpectedMessages,
): void => {
  if (names.ofStream(event.streamId) !== topic)
    throw new Refused('wrong-topic', `${event.streamId} in ${topic}`);
  const owner = laneKeyOf(event);
  if (key?.toString() !== owner || laneOfKey(owner, lanes) !== partition)
    throw new Refused('wrong-lane', `partition ${partition} of ${lanes}`);
};

class Headers {
  constructor(private readonly headers: ReceivedHeaders) {}

  signed(): string[] {
    const signed: string[] = [];
    for (const name in this.headers) {
      if (isSignedHeader(name) && this.has(name)) signed.push(name, this.text(name));
    }
    return signed;
  }

  has(name: string): boolean {
    return (this.headers[name] ?? null) !== null;
  }

  text(name: string): string {
    const text = oneTextOf(this.headers, name);
    if (text !== null) return text;
    if (this.has(name)) throw new Refused('header-invalid', `${name} is there twice`);
    throw new Refused('header-missing', name);
  }

  matching(name: string, pattern: RegExp): string {
    const text = this.text(name);
    if (!pattern.test(text)) throw new Refused('header-invalid', name);
    return text;
  }

  require(name: string, expected: string): void {
    if (this.text(name) !== expected) throw new Refused('header-invalid', name);
  }

  positionsBefore(position: number): PositionsByCategory {
    const name = eventHeader.previousPositions;
    const positions = parsePositions(this.text(name));
    if (positions === null || Math.max(...positions.values()) >= position)
      throw new Refused('header-invalid', name);
    return positions;
  }

  number(name: string, least: number): number {
    const value = Number(this.matching(name, /^\d{1,16}$/));
    if (value < least || !Number.isSafeInteger(value)) throw new Refused('header-invalid', name);
    return value;
  }
}
