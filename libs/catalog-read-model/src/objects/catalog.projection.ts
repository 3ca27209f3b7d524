import type {
  IntegrationDeleted,
  ObjectDiscovered,
  ObjectEvent,
  ObjectIdentity,
  StatisticsObserved,
  LoggedEvent,
} from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { ReadModelProjection } from '../projection.ts';
import { dropPostingsOf } from '../search/write-search.ts';
import { ofLiveCatalogs, touchCatalogs, type CatalogEvent } from './catalogs.ts';
import { evolveEntry, type LoggedObjectEvent } from './evolve-entry.ts';
import { keyText, readEntries, type ObjectKey, type EntryStates } from './read-entries.ts';
import { writeStatistics } from './statistics.ts';
import { writeNewObjects, writeObjects } from './write-objects.ts';

/** The catalog of every integration: live objects, foreign keys by what they point to, and the search index. */
export const catalogProjection: ReadModelProjection<ObjectEvent | StatisticsObserved | IntegrationDeleted> = {
  name: 'read_model.catalog',
  // 2: definitions have privileges, dependencies and all parts; stored ones are made anew from their events.
  // 3: security labels, and extensions that take along what they do not own.
  version: 3,
  keyOf: ({ data }) => data.integration_id,
  order: 'key',
  on: {
    ObjectDiscovered: (events, tx) => projectDiscovered(events, tx),
    ObjectAltered: (events, tx) => projectObjects(events, tx),
    ObjectRenamed: (events, tx) => projectObjects(events, tx),
    ObjectReidentified: (events, tx) => projectObjects(events, tx),
    ObjectDropped: (events, tx) => projectObjects(events, tx),
    StatisticsObserved: async (events, tx) => {
      const live = await ofLiveCatalogs(tx, events);
      await writeStatistics(tx, live);
      await touchCatalogs(tx, live);
    },
    IntegrationDeleted: async (events, tx) => {
      for (const event of events) await dropCatalog(event, tx);
    },
  },
  tables: {
    schema: 'read_model',
    names: ['catalogs', 'objects', 'foreign_keys', 'search_keys', 'search_postings'],
  },
};

/** The first sync of a target is this, thousands at a time. */
const projectDiscovered = async (
  events: readonly LoggedEvent<ObjectDiscovered>[],
  tx: Queryable,
): Promise<void> => {
  const live = await ofLiveCatalogs(tx, events);
  const discovered: EntryStates = new Map();
  for (const event of live)
    for (const key of objectKeysOf(event)) discovered.set(keyText(key), evolveEntry(null, event));
  const known = await writeNewObjects(tx, discovered);
  if (known.size > 0) {
    const keys = distinctKeys(live).filter((key) => known.has(keyText(key)));
    await writeObjects(tx, await readEntries(tx, keys), known);
  }
  await touchCatalogs(tx, live);
  if (live.length >= manyObjects)
    await tx.query('select read_model.analyze_grown_tables(current_schema::regnamespace)');
};

const manyObjects = 200;

/** A run of events, folded in memory and written once: any number of objects in a handful of statements. */
const projectObjects = async (events: readonly LoggedObjectEvent[], tx: Queryable): Promise<void> => {
  const live = await ofLiveCatalogs(tx, events);
  const before = await readEntries(tx, distinctKeys(live));
  const after = new Map(before);
  for (const event of live) {
    const [key = '', ...later] = objectKeysOf(event).map(keyText);
    const object = evolveEntry(after.get(key) ?? null, event);
    // One that is now under another OID is gone from where it was.
    after.set(key, later.length === 0 ? object : null);
    for (const place of later) after.set(place, object);
  }
  await writeObjects(tx, before, after);
  await touchCatalogs(tx, live);
};

/** Where the object is before the event, and where after it if that is elsewhere. */
const objectKeysOf = (event: LoggedObjectEvent): ObjectKey[] =>
  identitiesOf(event).map((identity) => ({
    tenantId: event.metadata.tenantId,
    integrationId: event.data.integration_id,
    identity,
  }));

const identitiesOf = (event: LoggedObjectEvent): ObjectIdentity[] => {
  if (event.type === 'ObjectReidentified') return [event.data.from, event.data.to];
  return [event.type === 'ObjectDiscovered' ? event.data.object.identity : event.data.identity];
};

const distinctKeys = (events: readonly LoggedObjectEvent[]): ObjectKey[] => [
  ...new Map(events.flatMap(objectKeysOf).map((key) => [keyText(key), key])).values(),
];

/** Queries find nothing of it any more; its history stays in the events. */
const dropCatalog = async (event: CatalogEvent, tx: Queryable): Promise<void> => {
  const place = { tenant_id: event.metadata.tenantId, integration_id: event.data.integration_id };
  await touchCatalogs(tx, [event]);
  await tx.query(`update catalogs set is_deleted = true where tenant_id = $1 and integration_id = $2`, [
    place.tenant_id,
    place.integration_id,
  ]);
  for (const table of ['objects', 'foreign_keys']) {
    await tx.query(`delete from ${table} where tenant_id = $1 and integration_id = $2`, [
      place.tenant_id,
      place.integration_id,
    ]);
  }
  await dropPostingsOf(tx, place);
};
