import type { NewEvent, LoggedEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { RowWriter } from './table.ts';

/**
 * Rows that are each the fold of one thing's events: read those that a run is about, evolve them in memory, write
 * them back. A run of any length costs two statements.
 */
export const foldInto =
  <Event extends LoggedEvent<NewEvent>, Row>(rows: {
    readonly idOf: (event: Event) => string;
    readonly read: (tx: Queryable, ids: { tenantIds: string[]; ids: string[] }) => Promise<Map<string, Row>>;
    readonly evolve: (row: Row | undefined, event: Event) => Row;
    readonly write: RowWriter<Row>;
  }) =>
  async (events: readonly Event[], tx: Queryable): Promise<void> => {
    const tenants = new Map(events.map((event) => [rows.idOf(event), event.metadata.tenantId]));
    const folded = await rows.read(tx, { tenantIds: [...tenants.values()], ids: [...tenants.keys()] });
    for (const event of events)
      folded.set(rows.idOf(event), rows.evolve(folded.get(rows.idOf(event)), event));
    await rows.write(tx, [...folded.values()]);
  };
