import type { Queryable } from '@cadastre/postgres';
import { searchEntriesOf, type SearchEntry } from '../search/search-entries.ts';
import { PostingGroups, type PostingPlace } from '../search/posting-groups.ts';
import { writePostings } from '../search/write-search.ts';
import { deleteForeignKeys, foreignKeysOf, upsertForeignKeys, type ForeignKeyRow } from './foreign-keys.ts';
import { keyTextOfRow, type EntryStates } from './read-entries.ts';
import {
  deleteObjects,
  insertNewObjects,
  keyRowOf,
  rowOf,
  upsertObjects,
  type CatalogEntry,
} from './object-row.ts';

/**
 * Brings the tables from one state of some objects to the next. What is derived from a definition (foreign keys,
 * search) is derived from both, and only the difference is written. A history of versions for `as_of` would be
 * one more writer here: it sees every state with the position it began at.
 */
export const writeObjects = async (tx: Queryable, before: EntryStates, after: EntryStates): Promise<void> => {
  const transitions = [...after.keys()].map((key) => ({
    was: before.get(key) ?? null,
    is: after.get(key) ?? null,
  }));
  await deleteObjects(
    tx,
    transitions.flatMap(({ was, is }) => (was && !is ? [keyRowOf(was)] : [])),
  );
  await upsertObjects(
    tx,
    transitions.flatMap(({ is }) => (is ? [rowOf(is)] : [])),
  );
  await writeDerived(tx, derivedChanges(transitions));
};

/** Objects that nearly always are new: found out by inserting them, not by asking first. Gives back the others. */
export const writeNewObjects = async (tx: Queryable, objects: EntryStates): Promise<EntryStates> => {
  const entries = [...objects.values()].filter((object) => object !== null);
  const inserting = insertNewObjects(tx, entries.map(rowOf));
  // Derived while the server is at work, in the expectation that all of them are new.
  const expected = await besides(inserting, () => derivedChanges(entries.map((is) => ({ was: null, is }))));
  const inserted = new Set((await inserting).map(keyTextOfRow));
  if (inserted.size === entries.length) {
    await writeDerived(tx, expected);
    return new Map();
  }
  const isNew = (object: CatalogEntry): boolean => inserted.has(keyTextOfRow(keyRowOf(object)));
  await writeDerived(tx, derivedChanges(entries.filter(isNew).map((is) => ({ was: null, is }))));
  return new Map([...objects].filter(([, object]) => object !== null && !isNew(object)));
};

/** Work of our own that does not leave a promise behind unheard when it fails. */
const besides = async <T>(promise: Promise<unknown>, work: () => T): Promise<T> => {
  try {
    return work();
  } finally {
    await promise;
  }
};

type Transition = { readonly was: CatalogEntry | null; readonly is: CatalogEntry | null };

type DerivedChanges = {
  readonly foreignKeys: { readonly removed: ForeignKeyRow[]; readonly added: ForeignKeyRow[] };
  readonly postings: { readonly removed: PostingGroups; readonly added: PostingGroups };
};

const derivedChanges = (transitions: readonly Transition[]): DerivedChanges => ({
  foreignKeys: foreignKeyChanges(transitions),
  postings: postingChanges(transitions),
});

const writeDerived = async (tx: Queryable, { foreignKeys, postings }: DerivedChanges): Promise<void> => {
  await deleteForeignKeys(tx, foreignKeys.removed);
  await upsertForeignKeys(tx, foreignKeys.added);
  await writePostings(tx, postings);
};

const foreignKeyChanges = (
  transitions: readonly Transition[],
): { removed: ForeignKeyRow[]; added: ForeignKeyRow[] } => {
  const removed: ForeignKeyRow[] = [];
  const added: ForeignKeyRow[] = [];
  for (const { was, is } of transitions) {
    const old = foreignKeysById(was);
    const now = foreignKeysById(is);
    for (const [id, row] of old) if (!now.has(id)) removed.push(row);
    for (const [id, row] of now) if (!old.has(id)) added.push(row);
  }
  return { removed, added };
};

const foreignKeysById = (entry: CatalogEntry | null): Map<string, ForeignKeyRow> =>
  new Map(
    entry === null
      ? []
      : foreignKeysOf(entry.object, keyRowOf(entry)).map((row) => [JSON.stringify(row), row]),
  );

const postingChanges = (
  transitions: readonly Transition[],
): { removed: PostingGroups; added: PostingGroups } => {
  const removed = new PostingGroups();
  const added = new PostingGroups();
  for (const { was, is } of transitions) {
    const old = postingsOf(was);
    const now = postingsOf(is);
    if (old) removed.add(old.place, without(old, now));
    if (now) added.add(now.place, without(now, old));
  }
  return { removed, added };
};

type Postings = { readonly place: PostingPlace; readonly entries: ReadonlyMap<string, SearchEntry> };

const postingsOf = (entry: CatalogEntry | null): Postings | null => {
  if (entry === null) return null;
  const { object, tenantId, integrationId } = entry;
  const place = {
    tenant_id: tenantId,
    integration_id: integrationId,
    schema: object.schema ?? '',
    kind: object.kind,
    oid: object.identity.oid,
  };
  const entries = searchEntriesOf(object).map((entry) => [`${entry.field} ${entry.name}`, entry] as const);
  return { place, entries: new Map(entries) };
};

/** What one has and the other has not; everything, when the object was elsewhere or something else. */
const without = ({ place, entries }: Postings, other: Postings | null): Iterable<SearchEntry> => {
  if (other?.place.schema !== place.schema || other.place.kind !== place.kind) return entries.values();
  return [...entries].filter(([id]) => !other.entries.has(id)).map(([, entry]) => entry);
};
