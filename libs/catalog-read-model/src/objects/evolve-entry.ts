import { changeObject, type LoggedEvent, type ObjectEvent } from '@cadastre/events';
import type { CatalogEntry, Sighting } from './object-row.ts';

export type LoggedObjectEvent = LoggedEvent<ObjectEvent>;

/** The entry after the event; null when the object is gone. @throws when the event is about one that nobody discovered */
export const evolveEntry = (entry: CatalogEntry | null, event: LoggedObjectEvent): CatalogEntry | null => {
  if (event.type === 'ObjectDropped') return null;
  const changed = sightingOf(event);
  if (event.type === 'ObjectDiscovered') {
    const { integration_id: integrationId, object, hash } = event.data;
    return { tenantId: event.metadata.tenantId, integrationId, object, hash, firstSeen: changed, changed };
  }
  if (entry === null)
    throw new Error(`${event.type} ${event.eventId} is about an object that is not in the catalog`);
  const hash = event.type === 'ObjectRenamed' ? entry.hash : (event.data.hash ?? entry.hash);
  return { ...entry, object: changeObject(entry.object, event), hash, changed };
};

const sightingOf = ({ position, data }: LoggedObjectEvent): Sighting => ({
  position,
  sync: data.sync_id,
  at: data.observed_at,
});
