import { SystemCatalog, type ObjectIdentity } from '@cadastre/events';
import { bucketOf } from './buckets.ts';
import { catalogOid } from '../catalog-oids.ts';
import { touchesSmallCatalogs, type ChangedObjectRow } from './changed-objects.ts';
import type { Census } from './census.ts';
import type { FullReason } from './compare-fingerprints.ts';

/** The catalogs of which a part can be read. Those of all other kinds are small and are read whole, or not at all. */
export const partlyRead = ['pg_class', 'pg_type', 'pg_proc'] as const satisfies readonly SystemCatalog[];
export type PartlyRead = (typeof partlyRead)[number];
type PerCatalog<T> = { readonly [Catalog in PartlyRead]: T };

/** The objects that a reading is about: what is not shown of them is not there. */
export type ReadPart = {
  /** Every object of the catalog that is in one of these buckets, there or not … */
  readonly buckets: PerCatalog<readonly number[]>;
  /** … and these, that only show something of what changed, besides those of the buckets that are there. */
  readonly oids: PerCatalog<readonly number[]>;
  /** All objects of small catalogs, or none of them. */
  readonly hasSmall: boolean;
};

/** How much of the target is read, and why. */
export type Extent =
  /** Idle: nobody wrote anything, data included. */
  | { readonly type: 'nothing'; readonly isIdle: boolean }
  | { readonly type: 'part'; readonly part: ReadPart }
  /** The census: of a reading that something was known before, so that something can be gone, or have another OID. */
  | { readonly type: 'all'; readonly reason: FullReason; readonly census: Census | null };

export const readPart = (
  buckets: ReadonlyMap<number, readonly number[]>,
  objects: readonly ChangedObjectRow[],
): ReadPart => ({
  buckets: perCatalog((catalog) => buckets.get(catalogOid[catalog]) ?? []),
  hasSmall: touchesSmallCatalogs(buckets, objects),
  oids: perCatalog((catalog) => {
    const wanted = String(catalogOid[catalog]);
    return objects.filter(([owner]) => owner === wanted).map(([, oid]) => Number(oid));
  }),
});

const perCatalog = <T>(of: (catalog: PartlyRead) => T): PerCatalog<T> => ({
  pg_class: of('pg_class'),
  pg_type: of('pg_type'),
  pg_proc: of('pg_proc'),
});

export const isPartlyRead = (catalog: SystemCatalog): catalog is PartlyRead =>
  partlyRead.some((name) => name === catalog);

/** The catalogs that a reading of this part shows whole. Schemas and extensions always: everything refers to them. */
export const wholeCatalogs = ({ hasSmall }: ReadPart): SystemCatalog[] =>
  SystemCatalog.options.filter(
    (catalog) =>
      catalog === 'pg_namespace' || catalog === 'pg_extension' || (hasSmall && !isPartlyRead(catalog)),
  );

/** Whether a reading of this part says of an object what it is, or that it is not there. */
export const covers = (part: ReadPart): ((identity: ObjectIdentity) => boolean) => {
  const buckets = perCatalog((catalog) => new Set(part.buckets[catalog]));
  const oids = perCatalog((catalog) => new Set(part.oids[catalog]));
  const whole = new Set(wholeCatalogs(part));
  return ({ catalog, oid }) =>
    !isPartlyRead(catalog)
      ? whole.has(catalog)
      : buckets[catalog].has(bucketOf(oid)) || oids[catalog].has(oid);
};
