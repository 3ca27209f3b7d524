import type { Queryable } from '@cadastre/postgres';
import type { LogPage } from '../event-store.ts';
import { eventColumns, recordedEvents, type EventRow } from './recorded-event.ts';

/** With a filter, at most this many positions are looked at for one page: a rare type must not make it a long one. */
const widestLook = 20_000;
const defaultMaxBytes = 16 * 1024 * 1024;

/**
 * Commits from the log in order, their events by primary key; one snapshot, so the head belongs to the page. Bytes
 * are summed in the same pass: what is beyond the limit is read, not sent. Always one row: the head.
 */
const text = /* sql */ `
  with bounds as materialized (
    select last_position as head, least(last_position, $1::bigint + $4::bigint) as last_looked_at,
           coalesce((select first_position from event_store.log
                      where first_position <= $1::bigint + 1 order by first_position desc limit 1), 1) as first_commit
      from event_store.sequencer
  ), page as (
    select ${eventColumns}, l.first_position
      from event_store.log l
      join event_store.events e on e.commit_id = l.commit_id
      join event_store.streams s on s.stream_key = e.stream_key
      join event_store.commits c on c.commit_id = e.commit_id
     where l.first_position between (select first_commit from bounds) and (select last_looked_at from bounds)
       and l.first_position + e.ordinal > $1::bigint
       and l.first_position + e.ordinal <= (select last_looked_at from bounds)
       and ($3::text[] is null or e.type = any($3::text[]))
     order by l.first_position, e.ordinal
     limit $2::int
  ), measured as (
    select page.*, octet_length(data) as bytes,
           sum(octet_length(data)) over (order by first_position, ordinal rows unbounded preceding) - octet_length(data) as bytes_before
      from page
  )
  select bounds.last_looked_at::float8, measured.*
    from bounds left join measured on measured.bytes_before < $5::bigint`;

type Row = EventRow & { last_looked_at: number; bytes: number };

export const readLog = async (
  db: Queryable,
  options: { afterPosition: number; limit: number; types?: readonly string[]; maxBytes?: number },
): Promise<LogPage> => {
  const { afterPosition, limit, types, maxBytes = defaultMaxBytes } = options;
  const widest = types === undefined ? limit : Math.max(limit, widestLook);
  const { rows } = await db.query<Row>(text, [afterPosition, limit, types ?? null, widest, maxBytes]);
  const found = rows.filter(({ position }) => position !== null);
  const events = recordedEvents(found).sort((a, b) => Number(a.position) - Number(b.position));
  // Neither limit was met: there is nothing more up to the last position looked at.
  const isWhole = found.length < limit && found.reduce((sum, { bytes }) => sum + bytes, 0) < maxBytes;
  const lastLookedAt = Math.max(rows[0]?.last_looked_at ?? 0, afterPosition);
  return { events, nextPosition: isWhole ? lastLookedAt : (events.at(-1)?.position ?? lastLookedAt) };
};
