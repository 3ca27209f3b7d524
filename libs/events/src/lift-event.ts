import type { z } from 'zod';
import type { EventDefinition } from './define-event.ts';
import type { RecordedEvent } from './envelope.ts';
import { eventDefinitions, isEventType } from './event-registry.ts';

type AnyDefinition = EventDefinition<string, z.ZodType>;
type FindDefinition = (type: string) => AnyDefinition | undefined;

const registeredDefinition: FindDefinition = (type) =>
  isEventType(type) ? eventDefinitions[type] : undefined;

/**
 * Lifts stored data to the present schema version. What this release cannot lift (another type, a newer version, data
 * that an upcaster stumbles over) is handed over as it is stored, with its own `schemaVersion`: one such event must not
 * keep a whole page of the log from its readers, and a consumer that does not name it can pass it by.
 * Data of the present version is not validated again: it was when it was written, and `verify` proves it unchanged.
 *
 * @param event with the parsed data as it was stored
 */
export const liftEvent = <Event extends RecordedEvent>(
  event: Event,
  definitionOf: FindDefinition = registeredDefinition,
): Event => {
  const definition = definitionOf(event.type);
  if (definition === undefined || event.schemaVersion >= definition.schemaVersion) return event;
  try {
    const data = definition.read(event.data, event.schemaVersion, event.metadata.recordedAt);
    return { ...event, schemaVersion: definition.schemaVersion, data };
  } catch {
    return event;
  }
};
