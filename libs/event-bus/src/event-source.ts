import type { LoggedEvent, UnreadableEvent } from '@cadastre/events';

export type EventBatch = {
  /** In position order, without a hole of the asked types. */
  readonly events: readonly LoggedEvent[];
  /** In position order; a consumer that passes them over in silence loses facts. */
  readonly unreadable: readonly UnreadableEvent[];
  /** Everything up to and including this position was looked at; ask for what comes after it next. */
  readonly nextPosition: number;
};

export type ReadEvents = {
  readonly afterPosition: number;
  /** At most this many events. */
  readonly limit: number;
  /** Only these; positions between them are passed over. */
  readonly types?: readonly string[];
};

/**
 * Where a consumer gets its events from, whatever carries them. Reading is free of side effects: the consumer
 * keeps its own checkpoint and asks again from there as often as it likes.
 */
export abstract class EventSource {
  abstract read(options: ReadEvents): Promise<EventBatch>;
  /** The newest position there is; 0 for an empty log. */
  abstract head(): Promise<number>;
}
