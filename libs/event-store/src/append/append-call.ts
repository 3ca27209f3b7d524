import { canonicalJson } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { AppendRequest } from '../event-store.ts';

/** What the append function says about one append; see its migration for the meaning of each outcome. */
export type AppendOutcome =
  | { readonly outcome: 'appended'; readonly commitId: string; readonly versions: readonly number[] }
  | { readonly outcome: 'duplicate'; readonly commitId: string }
  | { readonly outcome: 'conflict' | 'foreign'; readonly streamId: string; readonly actualVersion: number }
  | { readonly outcome: 'busy' };

type Row = {
  append_no: number;
  outcome: AppendOutcome['outcome'];
  commit_id: string | number | null;
  versions: number[] | null;
  stream_id: string;
  actual_version: number;
};

const text = /* sql */ `
  select append_no, outcome, commit_id, versions, stream_id, actual_version
    from event_store.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`;

/**
 * One round trip for any number of appends; gives their outcomes in the order of the requests. No stream and no
 * command may occur in two of them.
 */
export const callAppend = async (
  db: Queryable,
  requests: readonly AppendRequest[],
  options: { mayWait: boolean },
): Promise<AppendOutcome[]> => {
  const { rows } = await db.query<Row>({
    name: 'event_store.append',
    text,
    values: [...columnsOf(requests), options.mayWait],
  });
  const outcomes = new Array<AppendOutcome>(requests.length);
  for (const row of rows) outcomes[row.append_no - 1] = outcomeOf(row);
  return outcomes;
};

const columnsOf = (requests: readonly AppendRequest[]): unknown[] => {
  const metadata = requests.map((request) => request.metadata);
  const streams = { append: [] as number[], id: [] as string[], expected: [] as (number | null)[] };
  const counts: number[] = [];
  const events = { stream: [] as number[], ordinal: [] as number[], offset: [] as number[] };
  const types: string[] = [];
  const schemaVersions: number[] = [];
  const payloads: string[] = [];
  requests.forEach((request, index) => {
    let ordinal = 0;
    for (const stream of request.streams) {
      streams.append.push(index + 1);
      streams.id.push(stream.streamId);
      streams.expected.push(stream.expectedVersion === 'any' ? null : stream.expectedVersion);
      counts.push(stream.events.length);
      stream.events.forEach((event, offset) => {
        events.stream.push(streams.id.length);
        events.ordinal.push(ordinal++);
        events.offset.push(offset + 1);
        types.push(event.type);
        schemaVersions.push(event.schemaVersion);
        payloads.push(canonicalJson(event.data));
      });
    }
  });
  return [
    metadata.map(({ tenantId }) => tenantId),
    metadata.map(({ actor }) => actor),
    metadata.map(({ commandId }) => commandId),
    metadata.map(({ correlationId }) => correlationId),
    metadata.map(({ causationId }) => causationId),
    streams.append,
    streams.id,
    streams.expected,
    counts,
    events.stream,
    events.ordinal,
    events.offset,
    types,
    schemaVersions,
    // Lines: JSON text holds no raw line feed, and an array would have to escape every quote.
    payloads.join('\n'),
  ];
};

const outcomeOf = (row: Row): AppendOutcome => {
  switch (row.outcome) {
    case 'appended':
      return { outcome: 'appended', commitId: String(row.commit_id), versions: row.versions ?? [] };
    case 'duplicate':
      return { outcome: 'duplicate', commitId: String(row.commit_id) };
    case 'conflict':
    case 'foreign':
      return { outcome: row.outcome, streamId: row.stream_id, actualVersion: row.actual_version };
    case 'busy':
      return { outcome: 'busy' };
  }
};
