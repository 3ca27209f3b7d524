import { catalogOid } from '../catalog-oids.ts';
import type { ReadPart } from '../fingerprints/extent.ts';

/** A branch of the union, and the OID of what it prints: one of those of a part, where a part is read. */
type Branch = { readonly sql: string; readonly printed: string; readonly catalog: 'pg_class' | 'pg_proc' };

/**
 * Of the queries inside; that a rule belongs to its relation is a dependency of another sort. A view locks itself before
 * 16, where its query has entries OLD and NEW, and then leans on itself.
 */
const rules: Branch = {
  catalog: 'pg_class',
  printed: 'r.ev_class',
  sql: /* sql */ `
    select ${catalogOid.pg_class} as catalog, r.ev_class as printed, d.refobjid as locked
      from pg_catalog.pg_rewrite r
      join pg_catalog.pg_depend d on d.classid = ${catalogOid.pg_rewrite} and d.objid = r.oid
     where d.refclassid = ${catalogOid.pg_class} and d.deptype = 'n' and r.ev_class >= 16384`,
};

/** An expression locks nothing, but a query inside it does: most policies have none. */
const policies: Branch = {
  catalog: 'pg_class',
  printed: 'p.polrelid',
  sql: /* sql */ `
    select ${catalogOid.pg_class}, p.polrelid, d.refobjid
      from pg_catalog.pg_policy p
      join pg_catalog.pg_depend d on d.classid = ${catalogOid.pg_policy} and d.objid = p.oid
     where d.refclassid = ${catalogOid.pg_class} and d.deptype = 'n'
       and pg_catalog.concat(p.polqual, p.polwithcheck) like '%{SUBLINK%'`,
};

/** Functions with an SQL body; others lean on no relation, but for a default that names one. */
const routines: Branch = {
  catalog: 'pg_proc',
  printed: 'd.objid',
  sql: /* sql */ `
    select ${catalogOid.pg_proc}, d.objid, d.refobjid
      from pg_catalog.pg_depend d
     where d.classid = ${catalogOid.pg_proc} and d.refclassid = ${catalogOid.pg_class} and d.objid >= 16384`,
};

/**
 * Rows `(catalog, printed, locked)`: the relations that PostgreSQL locks to print a rule or a policy of the relation
 * `printed`, or the routine `printed`, and keeps locked until the transaction, or a savepoint in it, ends. Rather too many
 * than too few, but for PostgreSQL's own relations, which are few. A pair may come twice.
 *
 * @returns also the parameters that it takes, from `$firstParameter` on
 */
export const printedLocksSql = (
  version: number,
  part: ReadPart | null,
  firstParameter: number,
): { readonly sql: string; readonly params: readonly string[] } => {
  const branches = [rules, policies, ...(version >= 140_000 ? [routines] : [])];
  if (part === null) return { sql: branches.map(({ sql }) => sql).join(' union all '), params: [] };
  // A parameter that no branch mentions would be one without a type.
  const catalogs = [...new Set(branches.map(({ catalog }) => catalog))];
  const only = ({ printed, catalog }: Branch): string =>
    `${printed} = any ($${firstParameter + catalogs.indexOf(catalog)}::pg_catalog.oid[])`;
  return {
    sql: branches.map((branch) => `${branch.sql} and ${only(branch)}`).join(' union all '),
    params: catalogs.map((catalog) => `{${part.oids[catalog].join(',')}}`),
  };
};
