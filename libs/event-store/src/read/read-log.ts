import type { Queryable } from '@cadastre/postgres';
import type { LogPage, StoredLogPage } from '../event-store.ts';
import { eventColumns, recordedEvent, storedEvent, type EventRow } from './recorded-event.ts';

/** With a filter, at most this many positions are looked at for one page: a rare type must not make it a long one. */
const widestLook = 20_000;
/** Looked at first: where most events are of the types asked for, the page is full after so many times its length. */
const firstLookPages = 4;
const defaultMaxBytes = 16 * 1024 * 1024;

/** Always one row: the head, and how far a page may look. */
const bounds = /* sql */ `
  bounds as materialized (
    select last_position as head, least(last_position, $1::bigint + $2::bigint) as last_looked_at,
           coalesce((select first_position from event_store.log
                      where first_position <= $1::bigint + 1 order by first_position desc limit 1), 1) as first_commit
      from event_store.sequencer
  )`;

/**
 * Commits that have places in the page. Sorted and cut here, so that it is a walk along the index: of a range whose ends the planner
 * does not know it may otherwise read the whole log, to stop after the first rows that it finds.
 */
const commitsInBounds = /* sql */ `
  (select first_position, commit_id from event_store.log
    where first_position between (select first_commit from bounds) and (select last_looked_at from bounds)
    order by first_position limit $2::bigint + 1) l`;

const isInBounds = /* sql */ `
  l.first_position + e.ordinal > $1::bigint
  and l.first_position + e.ordinal <= (select last_looked_at from bounds)`;

const withStreamAndCommit = /* sql */ `
  cross join lateral (select stream_id from event_store.streams where stream_key = e.stream_key offset 0) s
  cross join lateral (select * from event_store.commits where commit_id = l.commit_id offset 0) c`;

/** Positions say what it is: there are no more than `limit` up to the last one that is looked at. Not sorted here, for rows are wide. */
const whole = /* sql */ `
  page as materialized (
    select ${eventColumns}, l.first_position
      from ${commitsInBounds}
      cross join lateral (select * from event_store.events where commit_id = l.commit_id offset 0) e
      ${withStreamAndCommit}
     where ${isInBounds}
  )`;

/** The page is chosen by narrow rows before any data is fetched: reading it costs what is in it, not what is passed over. */
const filtered = /* sql */ `
  chosen as materialized (
    select l.first_position, e.commit_id, e.ordinal
      from ${commitsInBounds}
      cross join lateral (
        select commit_id, ordinal, type from event_store.events where commit_id = l.commit_id offset 0
      ) e
     where ${isInBounds}
       and ($5::text[] is null or e.type = any($5::text[]))
       and ($6::text is null or
            (select tenant_id from event_store.commits where commit_id = l.commit_id) = $6::text)
     order by l.first_position, e.ordinal
     limit $4::int
  ), page as materialized (
    select ${eventColumns}, l.first_position
      from chosen l
      cross join lateral (
        select * from event_store.events where commit_id = l.commit_id and ordinal = l.ordinal offset 0
      ) e
      ${withStreamAndCommit}
  )`;

/**
 * Commits from the log in order, their events by primary key; one snapshot, so the head belongs to the page. Bytes are
 * summed in the same pass: what is beyond the limit is read, not sent. `offset 0` makes every look-up one by index (but of
 * a partition with nothing in it): what the planner thinks of a log that is being filled is always out of date.
 */
const textOf = (page: string): string => /* sql */ `
  with ${bounds}, ${page}, measured as (
    select page.*, octet_length(data) as bytes,
           sum(octet_length(data)) over (order by first_position, ordinal rows unbounded preceding) - octet_length(data) as bytes_before
      from page
  )
  select bounds.head::float8, bounds.last_looked_at::float8, measured.*
    from bounds left join measured on measured.bytes_before < $3::bigint`;
const texts = { whole: textOf(whole), filtered: textOf(filtered) };

type Row = EventRow & { head: number; last_looked_at: number; bytes: number };
type ReadLog = {
  afterPosition: number;
  limit: number;
  types?: readonly string[];
  tenantId?: string;
  maxBytes?: number;
};
type Look<Event> = {
  readonly page: {
    readonly events: Event[];
    readonly nextPosition: number;
    readonly headPosition: number;
  };
  readonly isSparse: boolean;
};

export const readLog = async (db: Queryable, options: ReadLog): Promise<LogPage> => {
  const { limit } = options;
  if (!isFiltered(options)) return (await look(db, options, limit, recordedEvent)).page;
  const first = await look(db, options, limit * firstLookPages, recordedEvent);
  if (!first.isSparse) return first.page;
  return (await look(db, options, Math.max(limit, widestLook), recordedEvent)).page;
};

export const readStoredLog = async (
  db: Queryable,
  options: Omit<ReadLog, 'types' | 'tenantId'>,
): Promise<StoredLogPage> => (await look(db, options, options.limit, storedEvent)).page;

const isFiltered = ({ types, tenantId }: ReadLog): boolean => types !== undefined || tenantId !== undefined;

const look = async <Event extends { position: number | null }>(
  db: Queryable,
  options: ReadLog,
  widest: number,
  eventOf: (row: EventRow) => Event,
): Promise<Look<Event>> => {
  const { afterPosition, limit, types, tenantId, maxBytes = defaultMaxBytes } = options;
  const bounded = [afterPosition, widest, maxBytes];
  const { rows } = isFiltered(options)
    ? await db.query<Row>(texts.filtered, [...bounded, limit, types ?? null, tenantId ?? null])
    : await db.query<Row>(texts.whole, bounded);
  const found = rows.filter(({ position }) => position !== null);
  const { head, last_looked_at } = rows[0] ?? { head: 0, last_looked_at: 0 };
  const lastLookedAt = Math.max(last_looked_at, afterPosition);
  // Neither limit was met: there is nothing more up to the last position looked at.
  const isWhole = found.length < limit && bytesOf(found) < maxBytes;
  const events = found.map((row) => eventOf(row)).sort((a, b) => Number(a.position) - Number(b.position));
  const nextPosition = isWhole ? lastLookedAt : lastPositionOf(events, lastLookedAt);
  return {
    page: { events, nextPosition, headPosition: head },
    isSparse: isWhole && found.length * firstLookPages < limit && lastLookedAt < head,
  };
};

const lastPositionOf = (events: readonly { position: number | null }[], otherwise: number): number =>
  events.at(-1)?.position ?? otherwise;

const bytesOf = (rows: readonly Row[]): number => rows.reduce((sum, { bytes }) => sum + bytes, 0);
