import { createHash } from 'node:crypto';
import { waitingOid } from '@cadastre/catalog-diff';
import {
  canonicalJson,
  reidentifyObject,
  type CatalogObject,
  type Dependency,
  type RenumberedColumn,
} from '@cadastre/events';
import { sortedDependencies } from '@cadastre/pg-introspection';
import type { KnownObject } from '../known-objects/known-object.ts';
import type { NewOids } from './new-oids.ts';

/** What of an object's definition is numbers, as it is in the restored database. */
export type Numbers = {
  readonly depends_on: Dependency[];
  readonly columns: RenumberedColumn[];
  readonly hash: string;
};

export type Renumbering = {
  readonly oids: NewOids;
  /** Columns that have another number, by the OID that their relation had. */
  readonly columns: ReadonlyMap<number, readonly RenumberedColumn[]>;
};

/** Of one that waits for its place: that was told as it began to. */
export const newNumbers = (
  known: Pick<KnownObject, 'identity' | 'hash'>,
  object: CatalogObject,
  { oids, columns }: Renumbering,
): Numbers => {
  const { depends_on: before } = object.definition;
  const { catalog, oid } = known.identity;
  if (oid === waitingOid) return { depends_on: before, columns: [], hash: known.hash };
  const own = catalog === 'pg_class' ? (columns.get(oid) ?? []) : [];
  const dependsOn = sortedDependencies(before.map((one) => renumbered(one, own, { oids, columns })));
  const isSame = own.length === 0 && canonicalJson(dependsOn) === canonicalJson(before);
  const { definition } = reidentifyObject(object, {
    to: known.identity,
    depends_on: dependsOn,
    columns: own,
  });
  return {
    depends_on: dependsOn,
    columns: [...own],
    hash: isSame ? known.hash : createHash('sha256').update(canonicalJson(definition)).digest('hex'),
  };
};

const renumbered = (
  { catalog, oid, column, path }: Dependency,
  own: readonly RenumberedColumn[],
  { oids, columns }: Renumbering,
): Dependency => {
  const [collection, number = '', ...inside] = path;
  const isOfColumn = collection === 'columns' && path.length > 1;
  return {
    catalog,
    oid: oids(catalog, oid),
    column: column === null || catalog !== 'pg_class' ? column : newNumber(columns.get(oid) ?? [], column),
    path: isOfColumn ? ['columns', String(newNumber(own, Number(number))), ...inside] : [...path],
  };
};

const newNumber = (columns: readonly RenumberedColumn[], attnum: number): number =>
  columns.find(({ from }) => from === attnum)?.to ?? attnum;
