import { statement, type Statement } from '../session/statement.ts';
import { bucketSql } from './buckets.ts';
import { catalogOid } from '../catalog-oids.ts';

/** An object that has to be read again: OID of its system catalog, and its own. Catalog 0: one of a small catalog. */
export type ChangedObjectRow = readonly [catalog: string, oid: string];

/** What lies in buckets of these, where there are any, nothing else shows: no dependency leads to it. */
const unnamed = [
  'pg_attrdef',
  'pg_subscription',
  'pg_user_mapping',
  'pg_default_acl',
  'pg_init_privs',
] as const;

type Catalog = Exclude<keyof typeof catalogOid, (typeof unnamed)[number]>;

const isNamed = (catalog: keyof typeof catalogOid): catalog is Catalog =>
  !(unnamed as readonly string[]).includes(catalog);

/** What owns rows, or has them, in catalogs that are read in part or always: everything else is of a small catalog. */
const inLargeCatalogs: readonly number[] = [
  catalogOid.pg_class,
  catalogOid.pg_type,
  catalogOid.pg_proc,
  catalogOid.pg_constraint,
  catalogOid.pg_trigger,
  catalogOid.pg_rewrite,
  catalogOid.pg_policy,
  catalogOid.pg_namespace,
  catalogOid.pg_extension,
  catalogOid.pg_authid,
  catalogOid.pg_attrdef,
];

/** Whether an object of a small catalog changed, or shows something of what did; they are then all read. */
export const touchesSmallCatalogs = (
  buckets: ReadonlyMap<number, readonly number[]>,
  objects: readonly ChangedObjectRow[],
): boolean =>
  [...buckets.keys()].some((owner) => !inLargeCatalogs.includes(owner)) ||
  objects.some(([owner]) => owner === '0');

/** The catalogs whose rows can be named by a dependency or a comment; roles are seen through their view. */
const relationOf = (catalog: Catalog): string => (catalog === 'pg_authid' ? 'pg_roles' : catalog);

/** What lies in the changed buckets now. What went left no row, and nothing that could depend on it. */
const thingsOf = (catalog: Catalog): string => /* sql */ `
  select ${catalogOid[catalog]}::pg_catalog.oid as class, x.oid
    from pg_catalog.${relationOf(catalog)} x
   where ${bucketSql('x.oid::pg_catalog.int8')} in (
     select c.bucket from changed c where c.class = ${catalogOid[catalog]})`;

/**
 * The relations, types and routines that show anything of what lies in the changed buckets: their own row or that of a
 * part of theirs, the name of something that they depend on, or of something that depends on them inside.
 *
 * Names are printed by what depends on them directly. Those of schemas are not, and are compared before.
 */
export const changedObjectsStatement = (
  buckets: ReadonlyMap<number, readonly number[]>,
): Statement<ChangedObjectRow> => {
  const pairs = [...buckets].flatMap(([owner, numbers]) => numbers.map((number) => [owner, number] as const));
  const catalogs = (Object.keys(catalogOid) as (keyof typeof catalogOid)[])
    .filter(isNamed)
    .filter((name) => buckets.has(catalogOid[name]));
  const things =
    catalogs.length === 0
      ? ['select 0::pg_catalog.oid as class, 0::pg_catalog.oid as oid']
      : catalogs.map(thingsOf);
  return statement(
    /* sql */ `
    with recursive changed as materialized (
      select c.class, c.bucket
        from rows from (pg_catalog.unnest($1::pg_catalog.int8[]), pg_catalog.unnest($2::pg_catalog.int8[]))
               as c(class, bucket)
    ), found as materialized (${things.join(' union all ')}
    ), things as (
      select f.class, f.oid from found f
      union
      -- A constant of a type is printed with the labels of another, where one is made of the other.
      select ${catalogOid.pg_type}::pg_catalog.oid, coalesce(c.reltype, d.objid)
        from things t
        join pg_catalog.pg_depend d on d.refclassid = t.class and d.refobjid = t.oid
        left join pg_catalog.pg_class c on c.oid = d.objid and d.classid = ${catalogOid.pg_class} and c.relkind = 'c'
       where t.class = ${catalogOid.pg_type} and (d.classid = ${catalogOid.pg_type} or c.oid is not null)
    ), around as materialized (
      select t.class, t.oid from things t
      union
      select d.classid, d.objid
        from things t join pg_catalog.pg_depend d on d.refclassid = t.class and d.refobjid = t.oid
      union
      select d.refclassid, d.refobjid
        from things t join pg_catalog.pg_depend d on d.classid = t.class and d.objid = t.oid
       where d.deptype in ('i', 'a')
      union
      select d.classid, d.objid
        from things t join pg_catalog.pg_shdepend d on d.refclassid = t.class and d.refobjid = t.oid
       where t.class = ${catalogOid.pg_authid}
         and d.dbid = (select b.oid from pg_catalog.pg_database b where b.datname = pg_catalog.current_database())
    ), owners as (
      select case when c.relkind = 'c' then ${catalogOid.pg_type} else a.class end::pg_catalog.oid as class,
             case when c.relkind = 'c' then c.reltype
                  when c.relkind in ('i', 'I') then
                    (select i.indrelid from pg_catalog.pg_index i where i.indexrelid = c.oid)
                  else c.oid end as oid
        from around a join pg_catalog.pg_class c on c.oid = a.oid
       where a.class = ${catalogOid.pg_class}
      union
      select case when con.conrelid <> 0 then ${catalogOid.pg_class} else ${catalogOid.pg_type} end::pg_catalog.oid,
             case when con.conrelid <> 0 then con.conrelid else con.contypid end
        from around a join pg_catalog.pg_constraint con on con.oid = a.oid
       where a.class = ${catalogOid.pg_constraint}
      union
      select ${catalogOid.pg_class}, d.adrelid
        from around a join pg_catalog.pg_attrdef d on d.oid = a.oid
       where a.class = ${catalogOid.pg_attrdef}
      union
      select ${catalogOid.pg_class}, t.tgrelid
        from around a join pg_catalog.pg_trigger t on t.oid = a.oid
       where a.class = ${catalogOid.pg_trigger}
      union
      select ${catalogOid.pg_class}, r.ev_class
        from around a join pg_catalog.pg_rewrite r on r.oid = a.oid
       where a.class = ${catalogOid.pg_rewrite}
      union
      select ${catalogOid.pg_class}, p.polrelid
        from around a join pg_catalog.pg_policy p on p.oid = a.oid
       where a.class = ${catalogOid.pg_policy}
      union
      select a.class, a.oid
        from around a
       where a.class in (${catalogOid.pg_type}, ${catalogOid.pg_proc})
    )
    select distinct o.class, o.oid from owners o where o.oid is not null
    union all
    (select 0, a.oid from around a where a.class not in (${inLargeCatalogs.join(', ')}) limit 1)`,
    [`{${pairs.map(([owner]) => owner).join(',')}}`, `{${pairs.map(([, number]) => number).join(',')}}`],
    5_000,
  );
};
