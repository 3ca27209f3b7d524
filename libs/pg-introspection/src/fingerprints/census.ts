import type { ObjectIdentity } from '@cadastre/events';
import type { Footprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { catalogOid } from './catalog-rows.ts';
import type { PartlyRead } from './extent.ts';

/** Who is there: schemas, extensions, relations, types and routines, by OID and by name. */
export type Census = readonly { readonly identity: ObjectIdentity; readonly qualifiedName: string }[];

type CensusRow = readonly [catalog: string, oid: string, qualifiedName: string];

/** Row types and arrays are nobody's objects, and most of what is in `pg_type`. */
const censusStatement = (): Statement<CensusRow> =>
  statement(
    /* sql */ `
    select ${catalogOid.pg_namespace}, n.oid, n.nspname::pg_catalog.text
      from pg_catalog.pg_namespace n
    union all
    select ${catalogOid.pg_extension}, e.oid, e.extname::pg_catalog.text
      from pg_catalog.pg_extension e
    union all
    select ${catalogOid.pg_class}, c.oid, pg_catalog.concat(n.nspname, '.', c.relname)
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.oid >= 16384 and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
    union all
    select ${catalogOid.pg_type}, t.oid, pg_catalog.concat(n.nspname, '.', t.typname)
      from pg_catalog.pg_type t
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
     where t.oid >= 16384 and t.typcategory <> 'A'
       and (t.typtype <> 'c'
            or (select c.relkind = 'c' from pg_catalog.pg_class c where c.oid = t.typrelid))
    union all
    select ${catalogOid.pg_proc}, p.oid,
           pg_catalog.concat(n.nspname, '.', p.proname, '(',
                             pg_catalog.pg_get_function_identity_arguments(p.oid), ')')
      from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where p.oid >= 16384`,
    [],
    5_000,
  );

const catalogs = new Map(
  (['pg_namespace', 'pg_extension', 'pg_class', 'pg_type', 'pg_proc'] as const).map((catalog) => [
    String(catalogOid[catalog]),
    catalog,
  ]),
);

/** Before anything is read: so it is known how much would be dropped, and what is there under another OID. */
export const takeCensus = async (session: TargetSession, footprint: Footprint): Promise<Census> => {
  const rows = await readAll(session, censusStatement(), footprint);
  return rows.flatMap(([owner, oid, qualifiedName]) => {
    const catalog = catalogs.get(owner);
    return catalog === undefined ? [] : [{ identity: { catalog, oid: Number(oid) }, qualifiedName }];
  });
};

export const oidsIn = (census: Census, catalog: PartlyRead): number[] =>
  census.filter(({ identity }) => identity.catalog === catalog).map(({ identity }) => identity.oid);
