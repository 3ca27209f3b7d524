import type { Queryable } from '@cadastre/postgres';
import { searchEntriesOf } from '../search/search-entries.ts';
import { writePostings, type Posting } from '../search/write-search.ts';
import { deleteForeignKeys, foreignKeysOf, upsertForeignKeys, type ForeignKeyRow } from './foreign-keys.ts';
import type { ObjectStates } from './known-objects.ts';
import { deleteObjects, keyRowOf, rowOf, upsertObjects, type KnownObject } from './object-row.ts';

/**
 * Brings the tables from one state of some objects to the next. What is derived from a definition (foreign keys,
 * search) is derived from both, and only the difference is written. A history of versions for `as_of` would be
 * one more writer here: it sees every state with the position it began at.
 */
export const writeObjects = async (
  tx: Queryable,
  before: ObjectStates,
  after: ObjectStates,
): Promise<void> => {
  const known = [...after.keys()].map((key) => ({
    was: before.get(key) ?? null,
    is: after.get(key) ?? null,
  }));
  await deleteObjects(
    tx,
    known.flatMap(({ was, is }) => (was && !is ? [keyRowOf(was)] : [])),
  );
  await upsertObjects(
    tx,
    known.flatMap(({ is }) => (is ? [rowOf(is)] : [])),
  );
  const keys = difference(known, foreignKeyRowsOf);
  await deleteForeignKeys(tx, keys.removed);
  await upsertForeignKeys(tx, keys.added);
  await writePostings(tx, difference(known, postingsOf));
};

type Transition = { readonly was: KnownObject | null; readonly is: KnownObject | null };

const difference = <Derived>(
  transitions: readonly Transition[],
  derive: (known: KnownObject) => Derived[],
): { removed: Derived[]; added: Derived[] } => {
  const removed: Derived[] = [];
  const added: Derived[] = [];
  for (const { was, is } of transitions) {
    const old = byContent(was ? derive(was) : []);
    const now = byContent(is ? derive(is) : []);
    for (const [content, row] of old) if (!now.has(content)) removed.push(row);
    for (const [content, row] of now) if (!old.has(content)) added.push(row);
  }
  return { removed, added };
};

const byContent = <Derived>(rows: readonly Derived[]): Map<string, Derived> =>
  new Map(rows.map((row) => [JSON.stringify(row), row]));

const placeOf = ({ tenantId, integrationId }: KnownObject) => ({
  tenant_id: tenantId,
  integration_id: integrationId,
});

const foreignKeyRowsOf = (known: KnownObject): ForeignKeyRow[] => foreignKeysOf(known.object, placeOf(known));

const postingsOf = (known: KnownObject): Posting[] =>
  searchEntriesOf(known.object).map(({ field, name }) => ({
    ...placeOf(known),
    field,
    name,
    schema: known.object.schema ?? '',
    kind: known.object.kind,
    oid: known.object.identity.oid,
  }));
