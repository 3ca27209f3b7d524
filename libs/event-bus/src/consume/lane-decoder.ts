import type { KafkaMessage } from 'kafkajs';
import type { LaneMessage } from '@cadastre/events';
import {
  decodeMessage,
  type ExpectedMessages,
  type MessageRefusal,
  type PlacedEvent,
} from '../kafka/decode-message.ts';
import { eventHeader } from '../kafka/header-names.ts';
import { oneTextOf } from '../kafka/received-headers.ts';
import { sortOutUnreadable } from '../sort-out-unreadable.ts';

export type InLane =
  | { readonly outcome: 'message'; readonly message: LaneMessage }
  /** The lane has it already. */
  | { readonly outcome: 'duplicate' }
  /** The lanes were others when it was sent: what is missing is read from the log. */
  | { readonly outcome: 'passed-over' }
  | { readonly outcome: 'refused'; readonly reason: MessageRefusal; readonly detail: string };

export type WantedOfLane = {
  readonly types: ReadonlySet<string>;
  /** Whose topics are read: holes in others are of no interest. */
  readonly categories: readonly string[];
};

export type DecodeForLane = ExpectedMessages & WantedOfLane;

type Found = { readonly topic: string; readonly partition: number; readonly reached: number };

/** What a message means for a lane that has reached a position. */
export const decodeForLane = (
  { key, value, headers }: KafkaMessage,
  { topic, partition, reached }: Found,
  expected: DecodeForLane,
): InLane => {
  // Most of what comes again after a rebalance is told by its header, and not worth decoding. A lie costs nothing.
  const claimed = Number(oneTextOf(headers, eventHeader.position));
  if (claimed >= 1 && claimed <= reached) return { outcome: 'duplicate' };
  const decoded = decodeMessage({ topic, partition, key, value, headers }, expected);
  if (decoded.outcome === 'other-lanes') return { outcome: 'passed-over' };
  if (decoded.outcome === 'refused')
    return { outcome: 'refused', reason: decoded.refusal, detail: decoded.detail };
  return { outcome: 'message', message: laneMessage(decoded, value?.length ?? 0, expected) };
};

export const laneMessage = (
  { event, previousPositions }: PlacedEvent,
  bytes: number,
  { types, categories }: WantedOfLane,
): LaneMessage => {
  const wanted = types.has(event.type) ? sortOutUnreadable([event]) : undefined;
  return {
    position: event.position,
    // A category that the relay does not know yet may have an event anywhere before this one: that is a hole, for the log to fill.
    previousPosition: Math.max(
      ...categories.map((category) => previousPositions.get(category) ?? event.position - 1),
    ),
    bytes,
    event: wanted?.events[0] ?? null,
    unreadable: wanted?.unreadable[0] ?? null,
  };
};
