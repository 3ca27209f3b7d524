import { liftEvent, type RecordedEvent, type StoredEvent } from '@cadastre/events';

/** Selects the columns of `EventRow` from events e, streams s, commits c and log l. */
export const eventColumns = /* sql */ `
  e.commit_id::text, e.ordinal, s.stream_id, e.version, (l.first_position + e.ordinal)::float8 as position,
  e.type, e.schema_version, e.data::text, c.recorded_at, c.tenant_id, c.actor, c.command_id, c.correlation_id, c.causation_id`;

export type EventRow = {
  commit_id: string;
  ordinal: number;
  stream_id: string;
  version: number;
  position: number | null;
  type: string;
  schema_version: number;
  data: string;
  recorded_at: Date;
  tenant_id: string;
  actor: string;
  command_id: string;
  correlation_id: string;
  causation_id: string | null;
};

/** As it is stored: `data` is the text, not parsed and not lifted. */
export const storedEvent = (row: EventRow): StoredEvent => eventWith(row, row.data) as StoredEvent;

/** In the present schema version, where this release can lift it. */
export const recordedEvent = (row: EventRow, definitionOf?: Parameters<typeof liftEvent>[1]): RecordedEvent =>
  liftEvent(eventWith(row, JSON.parse(row.data) as unknown), definitionOf);

export const recordedEvents = (rows: readonly EventRow[]): RecordedEvent[] =>
  rows.map((row) => recordedEvent(row));

const eventWith = (row: EventRow, data: unknown): RecordedEvent => ({
  eventId: `${row.commit_id}-${row.ordinal}`,
  commitId: row.commit_id,
  ordinal: row.ordinal,
  streamId: row.stream_id,
  version: row.version,
  position: row.position,
  type: row.type,
  schemaVersion: row.schema_version,
  data,
  metadata: {
    tenantId: row.tenant_id,
    actor: row.actor,
    commandId: row.command_id,
    correlationId: row.correlation_id,
    causationId: row.causation_id,
    recordedAt: row.recorded_at.toISOString(),
  },
});
