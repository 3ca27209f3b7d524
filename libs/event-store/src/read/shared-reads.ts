import type { RecordedEvent } from '@cadastre/events';
import { SharedQuestions, type Queryable } from '@cadastre/postgres';
import type { StreamToFold } from '../event-store.ts';
import { eventColumns, recordedEvent, type EventRow } from './recorded-event.ts';

type Wanted = {
  readonly streamId: string;
  readonly tenantId: string;
  readonly afterVersion: number;
  /** The name of the snapshot to begin at; null: none. */
  readonly fold: string | null;
};

type Row = EventRow & { no: number; snapshot_version: number | null; snapshot_state: string | null };

/**
 * As for one stream, for each of a list; `no` counts from 1. A stream that has a snapshot and nothing after it gives one row without
 * an event; the state comes once, with the first event after it.
 */
const text = /* sql */ `
  select w.no::int, n.version as snapshot_version,
         case when e.version is null or e.version = n.version + 1 then n.state::text end as snapshot_state, ${eventColumns}
    from unnest($1::text[], $2::text[], $3::int[], $4::text[])
           with ordinality as w(stream_id, tenant_id, after_version, fold, no)
    cross join lateral (
      select stream_key, stream_id from event_store.streams
       where stream_id = w.stream_id and tenant_id = w.tenant_id offset 0
    ) s
    left join lateral (
      select * from event_store.snapshots where stream_key = s.stream_key and fold = w.fold offset 0
    ) n on true
    left join lateral (
      select * from event_store.events
       where stream_key = s.stream_key and version > coalesce(n.version, w.after_version) order by version offset 0
    ) e on true
    left join lateral (select * from event_store.commits where commit_id = e.commit_id offset 0) c on true
    left join lateral (select * from event_store.log where commit_id = e.commit_id offset 0) l on true
   order by w.no, e.version`;

/** Whole streams by statements that many callers share: every command begins with reading one or two short ones. */
export class SharedReads {
  private readonly questions: SharedQuestions<Wanted, StreamToFold>;

  constructor(db: Queryable) {
    this.questions = new SharedQuestions({
      ask: (batch) => readStreams(db, batch),
      maxQuestionsPerCall: 64,
      maxCalls: 2,
    });
  }

  read(wanted: Wanted): Promise<StreamToFold> {
    return this.questions.ask(wanted);
  }
}

const readStreams = async (db: Queryable, batch: readonly Wanted[]): Promise<StreamToFold[]> => {
  const values = [
    batch.map(({ streamId }) => streamId),
    batch.map(({ tenantId }) => tenantId),
    batch.map(({ afterVersion }) => afterVersion),
    batch.map(({ fold }) => fold),
  ];
  const { rows } = await db.query<Row>({ name: 'event_store.read-streams', text, values });
  const found: { snapshot: StreamToFold['snapshot']; events: RecordedEvent[] }[] = batch.map(() => ({
    snapshot: null,
    events: [],
  }));
  for (const row of rows) {
    const stream = found[row.no - 1];
    if (stream === undefined) continue;
    if (row.snapshot_state !== null)
      stream.snapshot = { version: row.snapshot_version ?? 0, state: JSON.parse(row.snapshot_state) };
    // What the joins did not find: there is no event after the snapshot.
    if ((row.commit_id as string | null) !== null) stream.events.push(recordedEvent(row));
  }
  return found;
};
