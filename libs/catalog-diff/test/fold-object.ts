import { evolveObject, type CatalogObject, type ObjectEvent } from '@cadastre/events';

/** What the catalog holds of one object: its events, in order, folded. */
export const foldObject = (events: readonly ObjectEvent[]): CatalogObject | null =>
  events.reduce<CatalogObject | null>((object, event) => evolveObject(object, event), null);
