import type { NewEvent } from './define-event.ts';

/** How a state grows from events: the reading half of a decider, enough wherever nothing is decided. */
export type Fold<Event extends NewEvent, State> = {
  /** Of a stream without events. */
  readonly initialState: State;
  /** Pure and total: it may not refuse an event, for an event has happened. */
  readonly evolve: (state: State, event: Event) => State;
};

/** The whole write model of one kind of stream: what a command leads to, and what a state is made of. Pure. */
export type Decider<Command, Event extends NewEvent, State> = Fold<Event, State> & {
  /** The events that carry the command out; none if there is nothing to do. Throws an AppError to refuse. */
  readonly decide: (command: Command, state: State) => readonly Event[];
};
