import {
  applyChanges,
  reidentifyObject,
  type CatalogObject,
  type ObjectAltered,
  type ObjectDiscovered,
  type ObjectDropped,
  type ObjectReidentified,
  type ObjectRenamed,
  type LoggedEvent,
} from '@cadastre/events';
import type { KnownObject, Sighting } from './object-row.ts';

export type ObjectEvent = LoggedEvent<
  ObjectDiscovered | ObjectAltered | ObjectRenamed | ObjectReidentified | ObjectDropped
>;

/** The object after the event; null when it is gone. @throws when the event is about an object nobody discovered */
export const evolveObject = (known: KnownObject | null, event: ObjectEvent): KnownObject | null => {
  switch (event.type) {
    case 'ObjectDiscovered':
      return {
        tenantId: event.metadata.tenantId,
        integrationId: event.data.integration_id,
        object: event.data.object,
        hash: event.data.hash,
        firstSeen: sightingOf(event),
        changed: sightingOf(event),
      };
    case 'ObjectAltered': {
      const { kind, schema, name, qualified_name, changes, hash } = event.data;
      const { object, ...rest } = existing(known, event);
      const definition = applyChanges(object.definition, changes);
      const altered = { ...object, kind, schema, name, qualified_name, definition } as CatalogObject;
      return { ...rest, object: altered, hash, changed: sightingOf(event) };
    }
    case 'ObjectRenamed': {
      const { object, ...rest } = existing(known, event);
      return { ...rest, object: { ...object, ...event.data.to }, changed: sightingOf(event) };
    }
    case 'ObjectReidentified': {
      const { object, hash, ...rest } = existing(known, event);
      return {
        ...rest,
        object: reidentifyObject(object, event.data),
        hash: event.data.hash ?? hash,
        changed: sightingOf(event),
      };
    }
    case 'ObjectDropped':
      return null;
  }
};

const sightingOf = ({ position, data }: ObjectEvent): Sighting => ({
  position,
  sync: data.sync_id,
  at: data.observed_at,
});

const existing = (known: KnownObject | null, { type, eventId }: ObjectEvent): KnownObject => {
  if (known === null) throw new Error(`${type} ${eventId} is about an object that is not in the catalog`);
  return known;
};
