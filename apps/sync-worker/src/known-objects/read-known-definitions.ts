import { evolveObject, type ObjectEvent } from '@cadastre/catalog-diff';
import type { CatalogObject, ObjectIdentity } from '@cadastre/events';
import type { EventStore } from '@cadastre/event-store';
import type { KnownObject } from './known-object.ts';

/**
 * The objects as the catalog stream last described them, in the order asked for: folded from the events that
 * each one's references name, all read at once. Null where those say nothing.
 */
export const readKnownDefinitions = async (
  eventStore: EventStore,
  known: readonly KnownObject[],
): Promise<(CatalogObject | null)[]> => {
  const events = await eventStore.readEvents(known.flatMap((object) => object.events));
  const objects = new Map<string, CatalogObject | null>();
  for (const event of events as readonly unknown[] as readonly ObjectEvent[]) {
    const key = keyOf(event.type === 'ObjectDiscovered' ? event.data.object.identity : event.data.identity);
    objects.set(key, evolveObject(objects.get(key) ?? null, event));
  }
  return known.map(({ identity, schema, name, qualifiedName }) => {
    const found = objects.get(keyOf(identity)) ?? null;
    // A rename is an event that is not referred to: the present name lies with the known object.
    return found === null ? null : { ...found, schema, name, qualified_name: qualifiedName };
  });
};

const keyOf = ({ catalog, oid }: ObjectIdentity): string => `${catalog}/${oid}`;
