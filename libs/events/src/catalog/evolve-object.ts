import { applyChanges } from '../definitions/apply-changes.ts';
import type { CatalogObject } from '../definitions/catalog-object.ts';
import { reidentifyObject } from '../definitions/reidentify-object.ts';
import type { ObjectAltered } from './object-altered.ts';
import type { ObjectDiscovered } from './object-discovered.ts';
import type { ObjectDropped } from './object-dropped.ts';
import type { ObjectReidentified } from './object-reidentified.ts';
import type { ObjectRenamed } from './object-renamed.ts';

export type ObjectChange = ObjectAltered | ObjectRenamed | ObjectReidentified;
export type ObjectEvent = ObjectDiscovered | ObjectChange | ObjectDropped;

/**
 * What an object is after one of its events; null before it was discovered and after it was dropped. Renames may be left
 * out where only the definition is of interest.
 */
export const evolveObject = (object: CatalogObject | null, event: ObjectEvent): CatalogObject | null => {
  if (event.type === 'ObjectDiscovered') return event.data.object;
  return event.type === 'ObjectDropped' || object === null ? null : changeObject(object, event);
};

/** The same object, changed. */
export const changeObject = (object: CatalogObject, event: ObjectChange): CatalogObject => {
  if (event.type === 'ObjectReidentified') return reidentifyObject(object, event.data);
  if (event.type === 'ObjectRenamed') return { ...object, ...event.data.to };
  const { kind, schema, name, qualified_name, changes } = event.data;
  const definition = applyChanges(object.definition, changes);
  // The changes bring the definition into the shape of the kind; TypeScript cannot follow that.
  return { ...object, kind, schema, name, qualified_name, definition } as CatalogObject;
};
