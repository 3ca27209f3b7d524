import { eventDefinitions, isEventType, type EventDefinition, type RecordedEvent } from '@cadastre/events';
import type { z } from 'zod';

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

/**
 * Lifts stored data to the present schema version. What this release cannot lift (another type, a newer version, data
 * that an upcaster stumbles over) is handed over as it is stored, with its own `schemaVersion`: one such event must not
 * keep a whole page of the log from its readers, and a consumer that does not name it can pass it by.
 * Data of the present version is not validated again: it was when it was written, and `verify` proves it unchanged.
 */
export const recordedEvent = (row: EventRow, definitionOf = registeredDefinition): RecordedEvent => {
  const recordedAt = row.recorded_at.toISOString();
  const stored: unknown = JSON.parse(row.data);
  const lifted = lift(row, stored, definitionOf(row.type));
  return {
    eventId: `${row.commit_id}-${row.ordinal}`,
    commitId: row.commit_id,
    ordinal: row.ordinal,
    streamId: row.stream_id,
    version: row.version,
    position: row.position,
    type: row.type,
    schemaVersion: lifted?.schemaVersion ?? row.schema_version,
    data: lifted?.data ?? stored,
    metadata: {
      tenantId: row.tenant_id,
      actor: row.actor,
      commandId: row.command_id,
      correlationId: row.correlation_id,
      causationId: row.causation_id,
      recordedAt,
    },
  };
};

type AnyDefinition = EventDefinition<string, z.ZodType>;

type Lifted = { readonly schemaVersion: number; readonly data: unknown };

/** Null where there is nothing to lift, or no way to. */
const lift = (row: EventRow, stored: unknown, definition: AnyDefinition | undefined): Lifted | null => {
  if (definition === undefined || row.schema_version >= definition.schemaVersion) return null;
  try {
    const data = definition.read(stored, row.schema_version, row.recorded_at.toISOString());
    return { schemaVersion: definition.schemaVersion, data };
  } catch {
    return null;
  }
};

const registeredDefinition = (type: string): AnyDefinition | undefined =>
  isEventType(type) ? eventDefinitions[type] : undefined;

export const recordedEvents = (rows: readonly EventRow[]): RecordedEvent[] =>
  rows.map((row) => recordedEvent(row));
