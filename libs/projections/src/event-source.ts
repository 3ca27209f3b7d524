import type { RecordedEvent } from '@cadastre/events';

export type LoggedEvent = RecordedEvent & { readonly position: number };

/** An event whose stored data this release cannot lift to the present shape. */
export type UnreadableEvent = {
  readonly position: number;
  readonly eventId: string;
  readonly streamId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly reason: string;
};

/** What a projector needs of the event bus, no more; its `EventSource` fits. */
export type EventSource = {
  read(options: { afterPosition: number; limit: number; types?: readonly string[] }): Promise<{
    readonly events: readonly LoggedEvent[];
    readonly unreadable: readonly UnreadableEvent[];
    readonly nextPosition: number;
  }>;
  head(): Promise<number>;
};
