import type { LoggedEvent, UnreadableEvent } from '@cadastre/events';

/** What a projector needs of the event bus, no more; its `EventSource` fits. */
export type EventSource = {
  read(options: { afterPosition: number; limit: number; types?: readonly string[] }): Promise<{
    readonly events: readonly LoggedEvent[];
    readonly unreadable: readonly UnreadableEvent[];
    readonly nextPosition: number;
  }>;
  head(): Promise<number>;
};
