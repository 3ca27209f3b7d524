import type { SystemCatalog } from '@cadastre/events';
import { parseNames } from '../../text/text-array.ts';
import type { ExtensionRow } from './extension.ts';

/** OIDs of the system catalogs themselves: fixed for ever in PostgreSQL's source. */
const catalogOids: Readonly<Record<SystemCatalog, string>> = {
  pg_namespace: '2615',
  pg_extension: '3079',
  pg_type: '1247',
  pg_class: '1259',
  pg_proc: '1255',
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
