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
};

export type ExtensionMembers = {
  readonly size: number;
  ownerOf(catalog: SystemCatalog, oid: string): string | null;
};

/** Which extension owns an object. */
export const extensionMembers = (rows: readonly ExtensionRow[]): ExtensionMembers => {
  const owners = new Map<string, string>();
  for (const [, name, , , , , , catalogs, oids] of rows) {
    const memberOids = parseNames(oids ?? '{}');
    for (const [at, catalog] of parseNames(catalogs ?? '{}').entries()) {
      owners.set(`${catalog}/${memberOids[at]}`, name);
    }
  }
  return {
    size: owners.size,
    ownerOf: (catalog, oid) => owners.get(`${catalogOids[catalog]}/${oid}`) ?? null,
  };
};
