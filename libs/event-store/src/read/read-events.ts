import type { RecordedEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { eventColumns, recordedEvents, type EventRow } from './recorded-event.ts';

const text = /* sql */ `
  select ${eventColumns}
    from unnest($1::bigint[], $2::int[]) with ordinality as wanted(commit_id, ordinal, place)
    join event_store.events e on e.commit_id = wanted.commit_id and e.ordinal = wanted.ordinal
    join event_store.streams s on s.stream_key = e.stream_key
    join event_store.commits c on c.commit_id = e.commit_id
    left join event_store.log l on l.commit_id = e.commit_id
   order by wanted.place`;

export const readEvents = async (
  db: Queryable,
  refs: readonly { commitId: string; ordinal: number }[],
): Promise<RecordedEvent[]> => {
  const { rows } = await db.query<EventRow>(text, [
    refs.map(({ commitId }) => commitId),
    refs.map(({ ordinal }) => ordinal),
  ]);
  return recordedEvents(rows);
};
