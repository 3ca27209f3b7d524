import type { RecordedEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { eventColumns, recordedEvents, type EventRow } from './recorded-event.ts';

const text = /* sql */ `
  select ${eventColumns}
    from event_store.streams s
    join event_store.events e on e.stream_key = s.stream_key
    join event_store.commits c on c.commit_id = e.commit_id
    left join event_store.log l on l.commit_id = e.commit_id
   where s.stream_id = $1 and s.tenant_id = $2 and e.version > $3
   order by e.version
   limit $4`;

export const readStream = async (
  db: Queryable,
  streamId: string,
  { tenantId, afterVersion = 0, limit }: { tenantId: string; afterVersion?: number; limit?: number },
): Promise<RecordedEvent[]> => {
  const { rows } = await db.query<EventRow>(text, [streamId, tenantId, afterVersion, limit ?? null]);
  return recordedEvents(rows);
};
