import type { ObjectKind, SystemCatalog } from '@cadastre/events';
import { relationKindSql, relkindsSql } from '../kinds/kind-readers.ts';
import type { Footprint } from '../session/footprint.ts';
import { statement, stream, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { smallNameBranches } from '../small-catalogs/small-names.ts';
import type { Census, CensusEntry } from './census.ts';
import { structuresOf } from './structures.ts';

type CensusRow = readonly [
  catalog: string,
  oid: string,
  schema: string | null,
  qualifiedName: string,
  kind: string | null,
  columns: string | null,
];

const large = ['pg_namespace', 'pg_extension', 'pg_class', 'pg_type', 'pg_proc'] as const;

const columnsSql = /* sql */ `
  case when c.relkind <> 'S' then
    (select pg_catalog.array_agg(case when not a.attisdropped then a.attname::pg_catalog.text end order by a.attnum)
       from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0) end`;

/** Row types and arrays are nobody's objects, and most of what is in `pg_type`. */
const censusStatement = (small: readonly string[]): Statement<CensusRow> =>
  statement(
    [
      /* sql */ `
      select 'pg_namespace', n.oid, null::pg_catalog.text, n.nspname::pg_catalog.text,
             null::pg_catalog.text, null::pg_catalog.text[]
        from pg_catalog.pg_namespace n`,
      /* sql */ `
      select 'pg_extension', e.oid, null, e.extname::pg_catalog.text, null, null
        from pg_catalog.pg_extension e`,
      /* sql */ `
      select 'pg_class', c.oid, n.nspname, pg_catalog.concat(n.nspname, '.', c.relname), ${relationKindSql}, ${columnsSql}
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where c.oid >= 16384 and c.relkind in (${relkindsSql})`,
      /* sql */ `
      select 'pg_type', t.oid, n.nspname, pg_catalog.concat(n.nspname, '.', t.typname), null, null
        from pg_catalog.pg_type t
        join pg_catalog.pg_namespace n on n.oid = t.typnamespace
       where t.oid >= 16384
         and (t.typtype <> 'c'
              or (select c.relkind = 'c' from pg_catalog.pg_class c where c.oid = t.typrelid))
         and (t.typtype <> 'b' or t.typelem = 0
              or (select e.typarray <> t.oid from pg_catalog.pg_type e where e.oid = t.typelem))`,
      /* sql */ `
      select 'pg_proc', p.oid, n.nspname,
             pg_catalog.concat(n.nspname, '.', p.proname, '(',
                               pg_catalog.pg_get_function_identity_arguments(p.oid), ')'), null, null
        from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
       where p.oid >= 16384`,
      ...small,
    ].join(' union all '),
    [],
    5_000,
  );

/** @param unreadable what this role may not read, as `readUnreadable` gives it */
export const censusOf = (
  session: TargetSession,
  unreadable: ReadonlySet<string>,
  footprint: Footprint,
): Census => {
  const small = smallNameBranches(session.serverVersionNum, unreadable);
  return {
    catalogs: [...large, ...small.map(({ catalog }) => catalog)],
    entries: () => entriesOf(stream(session, censusStatement(small.map(({ sql }) => sql)), footprint)),
    structures: (oids) => structuresOf(session, oids, footprint),
  };
};

async function* entriesOf(pages: AsyncIterable<readonly CensusRow[]>): AsyncGenerator<CensusEntry[], void> {
  for await (const rows of pages)
    yield rows.map(([catalog, oid, schema, qualifiedName, kind, columns]) => ({
      identity: { catalog: catalog as SystemCatalog, oid: Number(oid) },
      schema,
      qualifiedName,
      kind: kind as ObjectKind | null,
      columns,
    }));
}
