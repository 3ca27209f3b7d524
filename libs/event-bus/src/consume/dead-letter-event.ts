import type { StoredEvent } from '@cadastre/events';
import { eventHeaders } from '../kafka/cloud-event.ts';
import { laneKeyOfStored } from '../kafka/lanes.ts';
import { largestEventBytes } from '../kafka/message-limits.ts';
import type { TopicNames } from '../kafka/topic-names.ts';
import type { DeadLetter } from './dead-letters.ts';

/** What could not be applied, by which projection, and why. */
export type NotApplied = {
  readonly projection: string;
  /** Class of the failure. */
  readonly code: string;
  /** Holds no event data. */
  readonly reason: string;
};

/**
 * The dead letter about an event of the log; null for one whose stream has no topic. It is not signed, and does not say
 * what came before it: put back into a topic of events by hand it is refused, for it would come out of order there. Of an
 * event that is too large for a message there are the headers alone.
 */
export const deadLetterOfEvent = (
  event: StoredEvent,
  { projection, code, reason }: NotApplied,
  names: TopicNames,
): DeadLetter | null => {
  const topic = names.ofStream(event.streamId);
  if (topic === null) return null;
  const key = laneKeyOfStored(event);
  const isTooLarge = Buffer.byteLength(event.data) > largestEventBytes;
  return {
    topic,
    key,
    value: isTooLarge ? null : event.data,
    headers: eventHeaders(event, key),
    group: names.group(projection),
    reason: 'not-applied',
    detail: reason,
    found: null,
    event: { projection, position: event.position, class: code },
  };
};
