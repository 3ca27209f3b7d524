import type { LoggedEvent, NewEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';

/**
 * A mapping from events to rows. Handlers may be given the same event again only after a transaction that had
 * it was rolled back, so plain inserts are safe.
 */
export type Projection<Handled extends NewEvent> = {
  /** Names the checkpoint: never changes. */
  readonly name: string;
  /** Counts up when rows must be made anew: a rebuild then makes them beside the old ones, which serve until it is done. */
  readonly version: number;
  /**
   * What an event is about, such as an integration. When an event cannot be applied, its key is parked with all
   * that follows for it. Therefore handlers may rely on the order of events of one key, and of one key only.
   * Must work on unread data too: take it from ids, which never change their shape.
   */
  readonly keyOf: (event: LoggedEvent<Handled>) => string;
  /**
   * One function for every event named, and no others: its keys are the subscription. Each gets a run of events
   * of its type in position order, to be written set-based (`unnest`). The transaction's tenant is `*`.
   */
  readonly on: {
    readonly [Event in Handled as Event['type']]: (
      events: readonly LoggedEvent<Event>[],
      tx: Queryable,
    ) => Promise<unknown>;
  };
  /**
   * `position` (default): runs are cut wherever the type changes. `key`: events of different keys may change
   * places, events of one key never, so that runs grow long where many keys are busy at once.
   */
  readonly order?: 'position' | 'key';
  /** After the handlers of a batch, in its transaction: for derived rows. A batch may be a single event. */
  readonly afterBatch?: (events: readonly LoggedEvent<Handled>[], tx: Queryable) => Promise<unknown>;
  /** What the handlers write. Without them there is no rebuild. */
  readonly tables?: ProjectionTables;
};

/**
 * The tables of a projection, written by nobody else. Handlers name them without a schema: the `search_path` of the
 * transaction says which generation of them is meant.
 */
export type ProjectionTables = { readonly schema: string; readonly names: readonly string[] };

/** Any projection, also one written down as a plain object somewhere that does not know this library. */
export type AnyProjection = {
  readonly name: string;
  readonly version: number;
  readonly keyOf: (event: never) => string;
  readonly on: Readonly<Record<string, (events: never[], tx: Queryable) => Promise<unknown>>>;
  readonly order?: 'position' | 'key';
  readonly afterBatch?: (events: never[], tx: Queryable) => Promise<unknown>;
  readonly tables?: ProjectionTables;
};

/** Checks the shape and gives it back; the type argument names the events. */
export const defineProjection = <Handled extends NewEvent>(
  projection: Projection<Handled>,
): Projection<Handled> => projection;
