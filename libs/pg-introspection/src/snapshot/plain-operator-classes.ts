/**
 * The operator classes that `pg_get_indexdef` never has to print, whatever column they are used on: each is the
 * default of its type, takes no parameters, and no other type that it accepts has a default of its own.
 *
 * PostgreSQL finds a type's default operator class by exact type first, then by binary coercion (GetDefaultOpClass
 * in indexcmds.c). A class is left out here wherever that search could end elsewhere; then the server prints.
 */
export const plainOperatorClassesSql = (version: number): string => {
  const multirange = version >= 140_000 ? `or (o.opcintype = 4537 and k.typtype = 'm')` : '';
  return /* sql */ `
  select o.oid
    from pg_catalog.pg_opclass o
    join pg_catalog.pg_am am on am.oid = o.opcmethod
    join pg_catalog.pg_type t on t.oid = o.opcintype
   where o.opcdefault
     and am.amname in ('btree', 'hash', 'gist', 'gin', 'spgist', 'brin')
     -- anyarray, record, anyenum, anyrange, anymultirange are the pseudo-types whose members are known
     and (t.typtype <> 'p' or o.opcintype in (2277, 2249, 3500, 3831, 4537))
     -- no parameters
     and not exists (
       select from pg_catalog.pg_amproc p
        where p.amprocfamily = o.opcfamily
          and p.amprocnum = case am.amname when 'btree' then 5 when 'hash' then 3 when 'gist' then 10
                                           when 'gin' then 7 when 'spgist' then 6 else 5 end)
     -- no rival: a type that this class accepts too and that has its own default
     and not exists (
       select from pg_catalog.pg_opclass r
         join pg_catalog.pg_type k on k.oid = r.opcintype
        where r.opcmethod = o.opcmethod and r.opcdefault and r.oid <> o.oid
          and (r.opcintype = o.opcintype
               or exists (select from pg_catalog.pg_cast c
                           where c.castsource = r.opcintype and c.casttarget = o.opcintype
                             and c.castmethod = 'b' and c.castcontext = 'i')
               or (o.opcintype = 2277 and k.typelem <> 0 and k.typlen = -1)
               or (o.opcintype = 2249 and k.typtype = 'c')
               or (o.opcintype = 3500 and k.typtype = 'e')
               or (o.opcintype = 3831 and k.typtype = 'r') ${multirange}))
     -- no tie: a type without own default that could also take another class (a preferred type wins: text)
     and (t.typispreferred
          or not exists (
       select from pg_catalog.pg_cast c
         join pg_catalog.pg_cast d on d.castsource = c.castsource and d.casttarget <> c.casttarget
                                  and d.castmethod = 'b' and d.castcontext = 'i'
         join pg_catalog.pg_opclass r on r.opcmethod = o.opcmethod and r.opcdefault and r.opcintype = d.casttarget
        where c.casttarget = o.opcintype and c.castmethod = 'b' and c.castcontext = 'i'))`;
};
