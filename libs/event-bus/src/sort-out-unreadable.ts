import { eventDefinitions, isEventType, type LoggedEvent, type UnreadableEvent } from '@cadastre/events';

type Sorted = { readonly events: LoggedEvent[]; readonly unreadable: UnreadableEvent[] };

/**
 * What could be lifted carries the schema version of this release; any other version means that it could not. Types that
 * this release does not know at all go through: a consumer that wants them knows what it does.
 */
export const sortOutUnreadable = (page: readonly LoggedEvent[]): Sorted => {
  const sorted: Sorted = { events: [], unreadable: [] };
  for (const event of page) {
    const known = knownVersion(event.type);
    if (known === undefined || known === event.schemaVersion) sorted.events.push(event);
    else sorted.unreadable.push({ ...event, reason: reasonOf(event, known) });
  }
  return sorted;
};

const knownVersion = (type: string): number | undefined =>
  isEventType(type) ? eventDefinitions[type].schemaVersion : undefined;

const reasonOf = ({ type, schemaVersion }: LoggedEvent, known: number): string =>
  `${type} has schema version ${schemaVersion}; this release reads ${known}`;
