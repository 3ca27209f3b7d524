import type { LoggedEvent, NewEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';

/**
 * The shape of a projection, written down here so that whoever runs projections can take ours without either
 * side knowing the other. The transaction that handlers get must see all tenants (`cadastre.tenant_id` = `*`).
 */
export type ReadModelProjection<Handled extends NewEvent> = {
  readonly name: string;
  /** Counts up when the rows must be made anew from position 0. */
  readonly version: number;
  /** What an event is about; events of one key are applied in order. */
  keyOf(event: LoggedEvent<Handled>): string;
  readonly on: {
    readonly [Event in Handled as Event['type']]: (
      events: readonly LoggedEvent<Event>[],
      tx: Queryable,
    ) => Promise<void>;
  };
  readonly order?: 'position' | 'key';
  /**
   * What the handlers write. They name the tables without a schema: the `search_path` of the transaction says which
   * generation of them is meant, the one that queries see or the one that a rebuild makes beside it.
   */
  readonly tables: { readonly schema: string; readonly names: readonly string[] };
};
