import { catalogOid } from '../catalog-oids.ts';
/** OIDs below are PostgreSQL's own objects: nothing has to say that it leans on them. */
const firstUserOid = 16_384;

/**
 * Where a row `d` of `pg_depend` leads, as `catalog-oid oid column`, in terms of objects of ours: an array type is its
 * element, a row type its table, an index the relation that has it, a constraint the `key` of its relation. Null for
 * what we know nothing of.
 */
export const referenceSql = /* sql */ `
  case d.refclassid
    when ${catalogOid.pg_type} then
      (select case when t.typelem = 0 and t.typrelid = 0 then pg_catalog.concat('${catalogOid.pg_type} ', t.oid, ' 0')
                   else (select case when c.relkind <> 'c' then pg_catalog.concat('${catalogOid.pg_class} ', e.typrelid, ' 0')
                                     else pg_catalog.concat('${catalogOid.pg_type} ', e.oid, ' 0') end
                           from pg_catalog.pg_type e
                           left join pg_catalog.pg_class c on c.oid = e.typrelid and e.typrelid <> 0
                          where e.oid = case when t.typelem <> 0 and t.typlen = -1
                                              and (select a.typarray = t.oid from pg_catalog.pg_type a
                                                    where a.oid = t.typelem)
                                             then t.typelem else t.oid end)
              end
         from pg_catalog.pg_type t where t.oid = d.refobjid)
    when ${catalogOid.pg_class} then
      (select case when r.relkind in ('i', 'I') then
                     (select pg_catalog.concat('${catalogOid.pg_class} ', i.indrelid, ' 0')
                        from pg_catalog.pg_index i where i.indexrelid = r.oid)
                   when r.relkind = 'c' then pg_catalog.concat('${catalogOid.pg_type} ', r.reltype, ' 0')
                   else pg_catalog.concat('${catalogOid.pg_class} ', r.oid, ' ', d.refobjsubid) end
         from pg_catalog.pg_class r where r.oid = d.refobjid)
    when ${catalogOid.pg_constraint} then
      (select case when k.conrelid <> 0 then pg_catalog.concat('${catalogOid.pg_class} ', k.conrelid, ' key')
                   else pg_catalog.concat('${catalogOid.pg_type} ', k.contypid, ' 0') end
         from pg_catalog.pg_constraint k where k.oid = d.refobjid)
    else pg_catalog.concat(d.refclassid, ' ', d.refobjid, ' 0')
  end`;

/** Only what an object could not be without, and that somebody made. Schemas are in its name. */
export const isDependencySql = `d.deptype = 'n' and d.refobjid >= ${firstUserOid} and d.refclassid <> ${catalogOid.pg_namespace}`;

/** SQL that gives all that one object leans on, for `parseDependencies`. Both are expressions: OIDs of the system catalog and the object. */
export const dependenciesSql = (catalog: number | string, oid: string): string => /* sql */ `
  (select pg_catalog.string_agg(${referenceSql}, ',')
     from pg_catalog.pg_depend d
    where d.classid = ${catalog} and d.objid = ${oid} and ${isDependencySql})`;
