import { identityKey, type CatalogChange, type CatalogObject, type ObjectName } from '@cadastre/events';
import { isSame, type Differ, type Pair } from './comparing/differ.ts';
import { differs } from './differs.ts';
import { attachable, type Attachable } from './kinds/tables.ts';
import { isAttachable, keepsIdentity } from './object-kinds.ts';

export type Renaming = { readonly from: ObjectName; readonly to: ObjectName };

export type ObjectDiff = {
  /** The same object under another name or in another schema. */
  readonly renamed: Renaming | null;
  /** What changed inside, in the order in which `applyChanges` has to carry it out; empty if nothing did. */
  readonly changes: CatalogChange[];
};

/**
 * The difference of two states of one object. `applyChanges(before.definition, changes)` equals `after.definition`,
 * provided that both keep their parts in `inPartOrder`. Throws if they are not the same object (`keepsIdentity`).
 */
export const diffObjects = (before: CatalogObject, after: CatalogObject): ObjectDiff => {
  if (!isSame(before.identity, after.identity) || !keepsIdentity(before.kind, after.kind)) {
    throw new DifferentObjects(before, after);
  }
  return { renamed: renamingOf(before, after), changes: changesOf({ before, after }) };
};

/** A bug of the caller: what is not one object has no difference. */
class DifferentObjects extends Error {
  constructor(before: CatalogObject, after: CatalogObject) {
    const [a, b] = [before, after].map(({ kind, identity }) => `${kind} ${identityKey(identity)}`);
    super(`${a} and ${b} are not the same object`);
    this.name = 'DifferentObjects';
  }
}

const nameOf = ({ schema, name, qualified_name }: CatalogObject): ObjectName => ({
  schema,
  name,
  qualified_name,
});

const renamingOf = (before: CatalogObject, after: CatalogObject): Renaming | null => {
  const [from, to] = [nameOf(before), nameOf(after)];
  return isSame(from, to) ? null : { from, to };
};

const place = { path: [], part: null };

const changesOf = ({ before, after }: Pair<CatalogObject>): CatalogChange[] => {
  if (before.kind !== after.kind) return changesOfKind({ before, after });
  // The registry links kind and definition, and both sides have this kind; TypeScript cannot follow a union that far.
  const differ = differs[before.kind] as Differ<CatalogObject['definition']>;
  return differ({ before: before.definition, after: after.definition }, place);
};

const changesOfKind = ({ before, after }: Pair<CatalogObject>): CatalogChange[] => {
  const changes = attachable({ before: asAttachable(before), after: asAttachable(after) }, place);
  const grade = after.kind === 'partition' ? 'additive' : 'breaking';
  return [
    { change: 'kind-changed', path: ['kind'], part: null, before: before.kind, after: after.kind, grade },
    ...changes,
  ];
};

const asAttachable = (object: CatalogObject): Attachable => {
  if (!isAttachable(object)) throw new TypeError(`a ${object.kind} cannot be a partition`);
  return { partition_of: null, partition_key: null, ...object.definition };
};
