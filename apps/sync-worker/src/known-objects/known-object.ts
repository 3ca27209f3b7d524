import {
  SystemCatalog,
  type ObjectIdentity,
  type ObjectKind,
  type RelationStatistics,
} from '@cadastre/events';

/** Where an event is written: by primary key, without knowing its position. */
export type EventReference = { readonly commitId: string; readonly ordinal: number };

/** What the catalog stream says of one object, without its definition. */
export type KnownObject = {
  readonly identity: ObjectIdentity;
  readonly kind: ObjectKind;
  readonly schema: string | null;
  readonly name: string;
  readonly qualifiedName: string;
  /** SHA-256 of the definition's JSON, hex. */
  readonly hash: string;
  /** Where its ObjectDiscovered is written. */
  readonly discovered: EventReference;
  /** Its ObjectAltered, the oldest first, since it was discovered or, where it has a base, since that. */
  readonly altered: readonly EventReference[];
  /** Whether a definition from the middle of its history is kept, to fold from. */
  readonly hasBase: boolean;
  /** The commit that discovered or last altered it. */
  readonly changedIn: string;
  readonly statistics: Omit<RelationStatistics, 'oid'> | null;
};

/** Objects are kept, read and compared in the order of (system catalog, oid); this is the first part of it. */
export const catalogOrdinal = (catalog: SystemCatalog): number => SystemCatalog.options.indexOf(catalog);

export const catalogAt = (ordinal: number): SystemCatalog => {
  const catalog = SystemCatalog.options[ordinal];
  if (catalog === undefined) throw new RangeError(`no system catalog has the ordinal ${ordinal}`);
  return catalog;
};
