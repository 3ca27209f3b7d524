import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  IntegrationId,
  SyncId,
  SystemCatalog,
  canonicalJson,
  objectKinds,
  type CatalogObject,
  type ObjectKind,
  type ObjectReidentified,
  type ObjectEvent,
} from '@cadastre/events';
import { definitionOf } from '../test/arbitrary-objects.ts';
import { foldObject } from '../test/fold-object.ts';
import { objectAltered, objectDiscovered, objectDropped, objectRenamed } from './catalog-events.ts';
import { mergeSnapshots, readToEnd } from './merging/merge-snapshots.ts';
import { compareIdentities, toSeenEntry, type SeenEntry } from './merging/snapshot-entry.ts';

const observation = {
  integrationId: IntegrationId.parse('0198c0de-0000-7000-8000-000000000001'),
  syncId: SyncId.parse('0198c0de-0000-7000-8000-0000000000a1'),
  at: '2026-01-05T09:00:00.000Z',
};

const hashOf = (read: CatalogObject): string =>
  createHash('sha256').update(canonicalJson(read.definition)).digest('hex');

const object = fc
  .record({
    kind: fc.constantFrom(...objectKinds),
    catalog: fc.constantFrom(...SystemCatalog.options),
    oid: fc.integer({ min: 1, max: 6 }),
    schema: fc.constantFrom('s', 'hidden', null),
    name: fc.constantFrom('a', 'b'),
  })
  .chain(({ kind, catalog, oid, schema, name }) =>
    definitionOf(kind).map(
      (definition) =>
        ({
          kind,
          identity: { catalog, oid },
          schema,
          name,
          qualified_name: `${schema}.${name}`,
          definition,
        }) as unknown as CatalogObject,
    ),
  );

const keyOf = ({ identity }: { identity: CatalogObject['identity'] }): string => canonicalJson(identity);

/** A whole target, in the order in which it is read. */
const snapshot = fc
  .uniqueArray(object, { selector: keyOf, maxLength: 8 })
  .map((objects) =>
    objects
      .map((read) => toSeenEntry({ object: read, hash: hashOf(read), json: '' }))
      .sort((a, b) => compareIdentities(a.identity, b.identity)),
  );

const isInScope = (schema: string | null): boolean => schema !== 'hidden';
const scopeOf = ({ kind, schema, name }: SeenEntry): string | null => (kind === 'schema' ? name : schema);

/** Only a restored target gives objects other identities. */
type OrdinaryEvent = Exclude<ObjectEvent, ObjectReidentified>;

const eventsOf = async (known: SeenEntry[], seen: SeenEntry[]): Promise<OrdinaryEvent[]> => {
  const events: OrdinaryEvent[] = [];
  for await (const told of mergeSnapshots({ known, seen: [...seen, readToEnd], isInScope })) {
    if (told.outcome === 'discovered') events.push(objectDiscovered(observation, told.seen));
    if (told.outcome === 'dropped') events.push(objectDropped(observation, told.known));
    if (told.outcome === 'renamed') events.push(objectRenamed(observation, told.known, told.seen));
    if (told.outcome !== 'altered') continue;
    if (told.isRenamed) events.push(objectRenamed(observation, told.known, told.seen));
    const altered = objectAltered(observation, told.known.object, told.seen);
    if (altered !== null) events.push(altered);
  }
  return events;
};

test('the events of a sync lead from what the catalog held to what the target showed', async () => {
  await fc.assert(
    fc.asyncProperty(snapshot, snapshot, async (known, seen) => {
      const history = new Map<string, ObjectEvent[]>();
      for (const entry of known) history.set(keyOf(entry), [objectDiscovered(observation, entry)]);
      for (const event of await eventsOf(known, seen)) {
        const key = keyOf(event.type === 'ObjectDiscovered' ? event.data.object : event.data);
        history.set(key, [...(history.get(key) ?? []), event]);
      }
      const seenKeys = new Set(seen.map(keyOf));
      const stays = known.filter((entry) => !seenKeys.has(keyOf(entry)) && !isInScope(scopeOf(entry)));
      const expected = new Map([...seen, ...stays].map((entry) => [keyOf(entry), entry.object]));
      for (const [key, events] of history) {
        const held = foldObject(events);
        expect(held).toStrictEqual(expected.get(key) ?? null);
        if (held !== null) expect(JSON.stringify(held)).toBe(JSON.stringify(expected.get(key)));
      }
      expect([...history.keys()]).toEqual(expect.arrayContaining([...expected.keys()]));
    }),
    { seed: 20260105, numRuns: 100 },
  );
});

test('a sync of an unchanged target leads to no events', async () => {
  await fc.assert(
    fc.asyncProperty(snapshot, async (target) => {
      expect(await eventsOf(target, structuredClone(target))).toEqual([]);
    }),
    { seed: 20260105, numRuns: 50 },
  );
});

test('hashes that differ over equal definitions lead to no event', () => {
  const before = {
    kind: 'schema' as ObjectKind,
    identity: { catalog: 'pg_namespace', oid: 1 },
    schema: null,
  };
  const schema = {
    ...before,
    name: 'a',
    qualified_name: 'a',
    definition: { owner: 'o', comment: null, extension: null },
  } as CatalogObject;
  expect(
    objectAltered(observation, schema, toSeenEntry({ object: schema, hash: 'f'.repeat(64), json: '' })),
  ).toBeNull();
});
