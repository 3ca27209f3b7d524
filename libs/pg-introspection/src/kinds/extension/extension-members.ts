import type { SystemCatalog } from '@cadastre/events';
import { parseNames } from '../../text/text-array.ts';
import type { ExtensionRow } from './extension.ts';

/** OIDs of the system catalogs themselves: fixed for ever in PostgreSQL's source. */
export const catalogOids: Readonly<Record<SystemCatalog, string>> = {
  pg_namespace: '2615',
  pg_extension: '3079',
  pg_type: '1247',
  pg_class: '1259',
  pg_proc: '1255',
  pg_cast: '2605',
  pg_collation: '3456',
  pg_operator: '2617',
  pg_opclass: '2616',
  pg_opfamily: '2753',
  pg_conversion: '2607',
  pg_publication: '6104',
  pg_subscription: '6100',
  pg_event_trigger: '3466',
  pg_foreign_data_wrapper: '2328',
  pg_foreign_server: '1417',
  pg_user_mapping: '1418',
  pg_statistic_ext: '3381',
  pg_ts_config: '3602',
  pg_ts_dict: '3600',
  pg_ts_parser: '3601',
  pg_ts_template: '3764',
  pg_language: '2612',
  pg_transform: '3576',
  pg_am: '2601',
  pg_default_acl: '826',
  pg_init_privs: '3394',
};

export type ExtensionMembers = {
  readonly size: number;
  ownerOf(catalog: SystemCatalog, oid: string): string | null;
  /** Extensions that take an object along without owning it, by name; the OID of any system catalog. */
  takersOf(catalogOid: string, oid: string): string[];
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
    takersOf: (catalogOid, oid) => takers.get(`${catalogOid}/${oid}`)?.toSorted(byCodeUnit) ?? [],
    takenRelations: `{${[...takers.keys()].flatMap(relationOid).join(',')}}`,
    ownerOf: (catalog, oid) => owners.get(`${catalogOids[catalog]}/${oid}`) ?? null,
  };
};

/** Two arrays side by side as `catalogOid/oid`. */
const keysOf = (catalogs: string | null, oids: string | null): string[] => {
  const each = parseNames(oids ?? '{}');
  return parseNames(catalogs ?? '{}').map((catalog, at) => `${catalog}/${each[at]}`);
};

const relationOid = (key: string): string[] => {
  const [catalog, oid = ''] = key.split('/');
  return catalog === catalogOids.pg_class ? [oid] : [];
};

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : 1);
