import type { LoggedEvent } from '@cadastre/events';

/** An event in a schema version that this release does not read: only its ids can be relied on. */
export type UnreadableEvent = LoggedEvent & { readonly reason: string };

/** What a projector needs of the event bus, no more; its `EventSource` fits. */
export type EventSource = {
  read(options: { afterPosition: number; limit: number; types?: readonly string[] }): Promise<{
    readonly events: readonly LoggedEvent[];
    readonly unreadable: readonly UnreadableEvent[];
    readonly nextPosition: number;
  }>;
  head(): Promise<number>;
};
