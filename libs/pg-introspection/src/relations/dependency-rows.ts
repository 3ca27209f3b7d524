import { catalogOid } from '../catalog-oids.ts';
import { isDependencySql, referenceSql } from '../dependencies/dependencies-sql.ts';
import { statement, type Statement } from '../session/statement.ts';
import type { ReadContext } from '../snapshot/read-context.ts';

/** One thing that a relation, or a part of it, leans on. */
export type DependencyRow = readonly [
  relation: string,
  /** A column's type (`c`), default or expression (`d`), a constraint (`k`), index (`i`), rule (`u`) or policy (`p`). */
  part: string,
  /** The column's number, or the part's name. */
  key: string,
  /** See `referenceSql`; null for what was dropped or is not of ours. */
  reference: string | null,
];

/** Types, functions, operators and their like: whatever is used by name inside a relation and is no relation. */
const usedByName = [
  catalogOid.pg_type,
  catalogOid.pg_proc,
  catalogOid.pg_opclass,
  catalogOid.pg_operator,
  catalogOid.pg_opfamily,
  catalogOid.pg_collation,
  catalogOid.pg_ts_dict,
  catalogOid.pg_ts_config,
  catalogOid.pg_am,
  catalogOid.pg_foreign_data_wrapper,
  catalogOid.pg_foreign_server,
].join(', ');

/**
 * `pg_depend` is the largest catalog of all, and most of it says what we know: that a column is its table's. So it is
 * entered from the few things that can be used (by the index on what is referred to), and for queries from those that
 * hold one.
 */
export const dependenciesStatement = ({ schemaOids }: ReadContext): Statement<DependencyRow> =>
  statement(
    /* sql */ `
    select d.relation, d.part, d.key, ${referenceSql}
      from (
        select coalesce(i.indrelid, d.objid) as relation, case when i.indrelid is null then 'c' else 'i' end as part,
               case when i.indrelid is null then d.objsubid::pg_catalog.text else c.relname::pg_catalog.text end as key,
               c.relnamespace, d.refclassid, d.refobjid, d.refobjsubid
          from pg_catalog.pg_depend d
          join pg_catalog.pg_class c on c.oid = d.objid
          left join pg_catalog.pg_index i on i.indexrelid = d.objid and c.relkind in ('i', 'I')
         where d.refclassid in (${usedByName}) and d.classid = ${catalogOid.pg_class} and c.relkind <> 'c' and ${isDependencySql}
        union all
        select a.adrelid, 'd', a.adnum::pg_catalog.text, c.relnamespace, d.refclassid, d.refobjid, d.refobjsubid
          from pg_catalog.pg_depend d
          join pg_catalog.pg_attrdef a on a.oid = d.objid
          join pg_catalog.pg_class c on c.oid = a.adrelid
         where d.refclassid in (${usedByName}) and d.classid = ${catalogOid.pg_attrdef} and ${isDependencySql}
           -- that the default of a column is of the column's type is no news
           and not (d.refclassid = ${catalogOid.pg_type}
                    and (select t.atttypid = d.refobjid from pg_catalog.pg_attribute t
                          where t.attrelid = a.adrelid and t.attnum = a.adnum))
        union all
        select a.adrelid, 'd', a.adnum::pg_catalog.text, c.relnamespace, d.refclassid, d.refobjid, 0
          from pg_catalog.pg_sequence s
          join pg_catalog.pg_depend d on d.refclassid = ${catalogOid.pg_class} and d.refobjid = s.seqrelid
          join pg_catalog.pg_attrdef a on a.oid = d.objid
          join pg_catalog.pg_class c on c.oid = a.adrelid
         where d.classid = ${catalogOid.pg_attrdef} and d.deptype = 'n'
        union all
        select k.conrelid, 'k', k.conname, k.connamespace, d.refclassid, d.refobjid, d.refobjsubid
          from pg_catalog.pg_depend d
          join pg_catalog.pg_constraint k on k.oid = d.objid
         where d.refclassid in (${usedByName}) and d.classid = ${catalogOid.pg_constraint} and k.conrelid <> 0 and ${isDependencySql}
        union all
        select r.ev_class, 'u', r.rulename, c.relnamespace, d.refclassid, d.refobjid, d.refobjsubid
          from pg_catalog.pg_depend d
          join pg_catalog.pg_rewrite r on r.oid = d.objid
          join pg_catalog.pg_class c on c.oid = r.ev_class
         where d.classid = ${catalogOid.pg_rewrite} and ${isDependencySql}
        union all
        select p.polrelid, 'p', p.polname, c.relnamespace, d.refclassid, d.refobjid, d.refobjsubid
          from pg_catalog.pg_depend d
          join pg_catalog.pg_policy p on p.oid = d.objid
          join pg_catalog.pg_class c on c.oid = p.polrelid
         where d.classid = ${catalogOid.pg_policy} and ${isDependencySql}
      ) as d
     where d.relnamespace = any ($1::pg_catalog.oid[])
     order by d.relation`,
    [schemaOids],
    500,
  );
