import type { NewEvent } from './define-event.ts';

/** How a state grows from events. */
export type Fold<Event extends NewEvent, State> = {
  /** Of a stream without events. */
  readonly initialState: State;
  /** Pure and total: it may not refuse an event, for an event has happened. */
  readonly evolve: (state: State, event: Event) => State;
};
