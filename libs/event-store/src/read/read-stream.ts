import type { RecordedEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { eventColumns, recordedEvents, type EventRow } from './recorded-event.ts';

/**
 * Prepared once for each connection: before each decision it is asked at least once, and planning it costs more than running it. Its plan
 * may be as old as the connection, and what the planner knows of tables that are being filled is always out of date:
 * `offset 0` makes every look-up one by index, whatever it thinks.
 */
const text = /* sql */ `
  select ${eventColumns}
    from (select stream_key, stream_id from event_store.streams where stream_id = $1 and tenant_id = $2 offset 0) s
    cross join lateral (
      select * from event_store.events
       where stream_key = s.stream_key and version > $3 order by version limit $4
    ) e
    cross join lateral (select * from event_store.commits where commit_id = e.commit_id offset 0) c
    left join lateral (select * from event_store.log where commit_id = e.commit_id offset 0) l on true
   order by e.version`;

export const readStream = async (
  db: Queryable,
  streamId: string,
  { tenantId, afterVersion = 0, limit }: { tenantId: string; afterVersion?: number; limit?: number },
): Promise<RecordedEvent[]> => {
  const values = [streamId, tenantId, afterVersion, limit ?? null];
  const { rows } = await db.query<EventRow>({ name: 'event_store.read-stream', text, values });
  return recordedEvents(rows);
};
