import {
  applyChanges,
  reidentifyObject,
  type CatalogObject,
  type ObjectAltered,
  type ObjectDiscovered,
  type ObjectDropped,
  type ObjectReidentified,
  type ObjectRenamed,
} from '@cadastre/events';

export type ObjectEvent =
  ObjectDiscovered | ObjectAltered | ObjectRenamed | ObjectReidentified | ObjectDropped;

/**
 * What the catalog holds of one object: its events, in order, folded. Renames may be left out where only the definition
 * is of interest. Null before it was discovered and after it was dropped.
 */
export const foldObject = (events: Iterable<ObjectEvent>): CatalogObject | null => {
  let object: CatalogObject | null = null;
  for (const event of events) object = evolveObject(object, event);
  return object;
};

export const evolveObject = (object: CatalogObject | null, event: ObjectEvent): CatalogObject | null => {
  if (event.type === 'ObjectDiscovered') return event.data.object;
  if (event.type === 'ObjectDropped' || object === null) return null;
  if (event.type === 'ObjectReidentified') return reidentifyObject(object, event.data);
  if (event.type === 'ObjectRenamed') return { ...object, ...event.data.to };
  const { kind, schema, name, qualified_name, changes } = event.data;
  const definition = applyChanges(object.definition, changes);
  // The changes bring the definition into the shape of the kind; TypeScript cannot follow that.
  return { ...object, kind, schema, name, qualified_name, definition } as CatalogObject;
};
