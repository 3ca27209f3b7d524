import { SystemCatalog, type CatalogObject, type ObjectIdentity, type ObjectKind } from '@cadastre/events';

/** As much of an object as tells whether it is new, gone, renamed or altered. */
export type SnapshotEntry = {
  readonly identity: ObjectIdentity;
  readonly kind: ObjectKind;
  readonly schema: string | null;
  readonly name: string;
  readonly qualifiedName: string;
  /** Of the definition: equal hash, equal definition. Names are not part of it. */
  readonly hash: string;
};

/** An object that was just read, as an entry that still holds it. */
export type SeenEntry = SnapshotEntry & {
  readonly object: CatalogObject;
  /** Characters of the definition's JSON: what holding it, and writing it, costs. */
  readonly weight: number;
};

/** @param seen.json the definition as JSON; `hash` is its digest */
export const toSeenEntry = ({
  object,
  hash,
  json,
}: {
  object: CatalogObject;
  hash: string;
  json: string;
}): SeenEntry => ({
  identity: object.identity,
  kind: object.kind,
  schema: object.schema,
  name: object.name,
  qualifiedName: object.qualified_name,
  hash,
  object,
  weight: json.length,
});

/** The order of snapshots: system catalogs in the order of `SystemCatalog`, OIDs in each. Negative: `a` comes first. */
export const compareIdentities = (a: ObjectIdentity, b: ObjectIdentity): number =>
  SystemCatalog.options.indexOf(a.catalog) - SystemCatalog.options.indexOf(b.catalog) || a.oid - b.oid;
