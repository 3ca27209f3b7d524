import type { RecordedEvent } from '@cadastre/events';
import { isTransient, type Queryable } from '@cadastre/postgres';
import { eventColumns, recordedEvent, type EventRow } from './recorded-event.ts';
import { readStream } from './read-stream.ts';

type Wanted = { readonly streamId: string; readonly tenantId: string; readonly afterVersion: number };
type Waiting = Wanted & {
  readonly resolve: (events: RecordedEvent[]) => void;
  readonly reject: (error: unknown) => void;
};

/** As for one stream, for each of a list; `no` counts from 1. */
const text = /* sql */ `
  select w.no::int, ${eventColumns}
    from unnest($1::text[], $2::text[], $3::int[]) with ordinality as w(stream_id, tenant_id, after_version, no)
    cross join lateral (
      select stream_key, stream_id from event_store.streams
       where stream_id = w.stream_id and tenant_id = w.tenant_id offset 0
    ) s
    cross join lateral (
      select * from event_store.events
       where stream_key = s.stream_key and version > w.after_version order by version offset 0
    ) e
    cross join lateral (select * from event_store.commits where commit_id = e.commit_id offset 0) c
    left join lateral (select * from event_store.log where commit_id = e.commit_id offset 0) l on true
   order by w.no, e.version`;

const maxStreams = 64;
const maxCalls = 2;

/**
 * Reads of one moment share a statement: of a short stream the round trip is most of the cost, and every command begins with
 * reading. A lone read waits for nobody; under load the calls fill by themselves.
 */
export class SharedReads {
  private waiting: Waiting[] = [];
  private calls = 0;
  private isScheduled = false;

  constructor(private readonly db: Queryable) {}

  read(wanted: Wanted): Promise<RecordedEvent[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...wanted, resolve, reject });
      this.schedule();
    });
  }

  /** After the present turn of the event loop, so that all who read in it come along. */
  private schedule(): void {
    if (this.isScheduled || this.calls >= maxCalls || this.waiting.length === 0) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      void this.call(this.waiting.splice(0, maxStreams));
      this.schedule();
    });
  }

  private async call(batch: readonly Waiting[]): Promise<void> {
    this.calls += 1;
    try {
      const found: RecordedEvent[][] = batch.map(() => []);
      const values = [
        batch.map(({ streamId }) => streamId),
        batch.map(({ tenantId }) => tenantId),
        batch.map(({ afterVersion }) => afterVersion),
      ];
      const { rows } = await this.db.query<EventRow & { no: number }>({
        name: 'event_store.read-streams',
        text,
        values,
      });
      for (const row of rows) found[row.no - 1]?.push(recordedEvent(row));
      batch.forEach(({ resolve }, index) => resolve(found[index] ?? []));
    } catch (error) {
      this.failed(batch, error);
    } finally {
      this.calls -= 1;
      this.schedule();
    }
  }

  /** What the database refuses for one stream is no concern of the others. */
  private failed(batch: readonly Waiting[], error: unknown): void {
    const isOfOne = batch.length > 1 && !isTransient(error);
    for (const { resolve, reject, streamId, ...options } of batch) {
      if (isOfOne) readStream(this.db, streamId, options).then(resolve, reject);
      else reject(error);
    }
  }
}
