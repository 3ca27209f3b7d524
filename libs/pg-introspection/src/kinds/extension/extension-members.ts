import { catalogOid } from '../../catalog-oids.ts';
import type { SystemCatalog } from '@cadastre/events';
import { parseNames } from '../../text/text-array.ts';
import type { ExtensionRow } from './extension.ts';

export type ExtensionMembers = {
  readonly size: number;
  ownerOf(catalog: SystemCatalog, oid: string): string | null;
  /** Extensions that take an object along without owning it, by name; the OID of any system catalog. */
  takersOf(catalog: number, oid: string): string[];
  /** OIDs of the indexes and materialized views among what would be taken along, as a PostgreSQL array. */
  readonly takenRelations: string;
};

/** Which extension owns an object, and which take it along. */
export const extensionMembers = (rows: readonly ExtensionRow[]): ExtensionMembers => {
  const owners = new Map<string, string>();
  const takers = new Map<string, string[]>();
  for (const row of rows) {
    const name = row[1];
    for (const member of keysOf(row[7], row[8])) owners.set(member, name);
    for (const dependent of keysOf(row[11], row[12]))
      takers.set(dependent, [...(takers.get(dependent) ?? []), name]);
  }
  return {
    size: owners.size,
    takersOf: (catalog, oid) => takers.get(`${catalog}/${oid}`)?.toSorted(byCodeUnit) ?? [],
    takenRelations: `{${[...takers.keys()].flatMap(relationOid).join(',')}}`,
    ownerOf: (catalog, oid) => owners.get(`${catalogOid[catalog]}/${oid}`) ?? null,
  };
};

/** Two arrays side by side as `catalogOid/oid`. */
const keysOf = (catalogs: string | null, oids: string | null): string[] => {
  const each = parseNames(oids ?? '{}');
  return parseNames(catalogs ?? '{}').map((catalog, at) => `${catalog}/${each[at]}`);
};

const relationOid = (key: string): string[] => {
  const [catalog, oid = ''] = key.split('/');
  return catalog === String(catalogOid.pg_class) ? [oid] : [];
};

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : 1);
