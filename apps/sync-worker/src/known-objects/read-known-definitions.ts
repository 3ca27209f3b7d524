import {
  evolveObject,
  identityKey,
  ObjectDiscovered,
  type CatalogObject,
  type ObjectEvent,
} from '@cadastre/events';
import type { EventStore } from '@cadastre/event-store';
import type { Queryable } from '@cadastre/postgres';
import type { KnownCatalog } from './known-catalog.ts';
import { catalogAt, catalogOrdinal, type KnownObject } from './known-object.ts';

/**
 * The objects as the catalog stream last described them, in the order asked for: folded from the events that
 * each one's references name, all read at once. Null where those say nothing.
 */
export const readKnownDefinitions = async (
  { pool, eventStore }: { pool: Queryable; eventStore: EventStore },
  catalog: KnownCatalog,
  known: readonly KnownObject[],
): Promise<(CatalogObject | null)[]> => {
  const objects = await readBases(pool, catalog, known);
  const events = await eventStore.readEvents(
    known.flatMap(({ discovered, altered, hasBase }) => (hasBase ? altered : [discovered, ...altered])),
  );
  for (const event of events as readonly unknown[] as readonly ObjectEvent[]) {
    // Only what describes an object is referred to: not what it was called, or where it was.
    if (event.type === 'ObjectReidentified') continue;
    const key = identityKey(
      event.type === 'ObjectDiscovered' ? event.data.object.identity : event.data.identity,
    );
    objects.set(key, evolveObject(objects.get(key) ?? null, event));
  }
  return known.map(({ identity, schema, name, qualifiedName }) => {
    const found = objects.get(identityKey(identity)) ?? null;
    // A rename is an event that is not referred to: the present name lies with the known object.
    return found === null ? null : { ...found, schema, name, qualified_name: qualifiedName };
  });
};

type BaseRow = { catalog: number; oid: number; base: unknown; base_version: number; observed_at: string };

/** A base may be older than the present shape of definitions: it is lifted as the event is that it could have been. */
const readBases = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  known: readonly KnownObject[],
): Promise<Map<string, CatalogObject | null>> => {
  const based = known.filter(({ hasBase }) => hasBase).map(({ identity }) => identity);
  if (based.length === 0) return new Map();
  const { rows } = await db.query<BaseRow>(
    /* sql */ `
    select known.catalog, known.oid, known.base, known.base_version, known.base ->> 'observed_at' as observed_at
      from sync_worker.known_objects as known
      join unnest($3::smallint[], $4::bigint[]) as wanted(catalog, oid) using (catalog, oid)
     where known.tenant_id = $1 and known.integration_id = $2`,
    [
      tenantId,
      integrationId,
      based.map(({ catalog }) => catalogOrdinal(catalog)),
      based.map(({ oid }) => oid),
    ],
  );
  return new Map(
    rows.map(({ catalog, oid, base, base_version, observed_at }) => [
      identityKey({ catalog: catalogAt(catalog), oid }),
      ObjectDiscovered.read(base, base_version, observed_at).object,
    ]),
  );
};
