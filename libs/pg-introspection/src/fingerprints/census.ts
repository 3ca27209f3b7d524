import type { SystemCatalog } from '@cadastre/events';
import type { Footprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { catalogOid } from './catalog-rows.ts';
import { partlyRead, type PartlyRead } from './extent.ts';

/** OIDs of everything that could be an object, by system catalog: what is not among them is gone. */
export type Census = { readonly [Catalog in PartlyRead]: readonly number[] };

type CensusRow = readonly [catalog: string, oid: string];

/** Row types and arrays are nobody's objects, and most of what is in `pg_type`. */
const censusStatement = (): Statement<CensusRow> =>
  statement(
    /* sql */ `
    select ${catalogOid.pg_class}, c.oid from pg_catalog.pg_class c
     where c.oid >= 16384 and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
    union all
    select ${catalogOid.pg_type}, t.oid from pg_catalog.pg_type t
     where t.oid >= 16384 and t.typcategory <> 'A'
       and (t.typtype <> 'c'
            or (select c.relkind = 'c' from pg_catalog.pg_class c where c.oid = t.typrelid))
    union all
    select ${catalogOid.pg_proc}, p.oid from pg_catalog.pg_proc p where p.oid >= 16384`,
    [],
    10_000,
  );

/** Before anything is read: so it is known how much would be dropped. */
export const takeCensus = async (session: TargetSession, footprint: Footprint): Promise<Census> => {
  const rows = await readAll(session, censusStatement(), footprint);
  const of = (catalog: SystemCatalog & PartlyRead): number[] => {
    const wanted = String(catalogOid[catalog]);
    return rows.filter(([owner]) => owner === wanted).map(([, oid]) => Number(oid));
  };
  const [pg_class, pg_type, pg_proc] = partlyRead.map(of) as [number[], number[], number[]];
  return { pg_class, pg_type, pg_proc };
};
