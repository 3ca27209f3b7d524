import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';

/**
 * The columns of one relation: arrays of equal length, one element a column. One row a relation instead of one a
 * column costs the target the same and us a fifth.
 */
export type ColumnRow = readonly [
  relation: string,
  attnums: string,
  names: string,
  types: string,
  /** Per column seven places: not null, identity, generated, storage, local, compression, default collation. */
  flags: string,
  /** Null where no column has a collation that its type has not. */
  collations: string | null,
  /** Of the few columns that have any: JSON arrays of attnum, own storage, statistics target, options, … */
  settings: string | null,
];

/**
 * Whether a column is stored as its type asks: what has a fixed length can only be plain, and of the types that make up
 * nearly all others we know what they ask for, so that few are looked up.
 */
const isDefaultStorage = /* sql */ `
  case when a.attlen <> -1 then true
       when a.atttypid in (25, 1043, 1042, 17, 114, 3802, 142, 1009, 1015, 1007, 1016, 2951, 3904, 3910)
         then a.attstorage = 'x'
       when a.atttypid in (1700, 869, 650) then a.attstorage = 'm'
       else (select t.typstorage = a.attstorage from pg_catalog.pg_type t where t.oid = a.atttypid)
  end`;

export const columnsStatement = ({ schemaOids, version }: ReadContext): Statement<ColumnRow> => {
  const target = version >= 170_000 ? 'a.attstattarget' : 'nullif(a.attstattarget, -1)';
  const compression = version >= 140_000 ? `coalesce(nullif(a.attcompression, ''), '-')` : `'-'`;
  return statement(
    /* sql */ `
    select a.attrelid, pg_catalog.array_agg(a.attnum), pg_catalog.array_agg(a.attname),
           pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, a.atttypmod)),
           pg_catalog.string_agg(a.flags, ''),
           case when pg_catalog.count(a.collation) > 0 then pg_catalog.array_agg(a.collation) end,
           pg_catalog.string_agg(a.settings, ',')
      from (select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod,
                   pg_catalog.concat(a.attnotnull, coalesce(nullif(a.attidentity, ''), '-'),
                     coalesce(nullif(a.attgenerated, ''), '-'), a.attstorage, a.attislocal, ${compression},
                     a.attcollation in (0, 100)) as flags,
                   case when ${target} is not null or a.attoptions is not null or a.attfdwoptions is not null
                          or a.attacl is not null or not ${isDefaultStorage}
                        then pg_catalog.json_build_array(a.attnum, not ${isDefaultStorage}, ${target}, a.attoptions,
                               a.attfdwoptions, a.attacl::pg_catalog.text)::pg_catalog.text
                   end as settings,
                   -- text, varchar, bpchar and their arrays with the default collation need no look at the type
                   case when a.attcollation = 0 then null
                        when a.attcollation = 100 and a.atttypid in (25, 1043, 1042, 1009, 1015, 1014) then null
                        else (select pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.',
                                                       pg_catalog.quote_ident(co.collname))
                                from pg_catalog.pg_type t, pg_catalog.pg_collation co, pg_catalog.pg_namespace n
                               where t.oid = a.atttypid and t.typcollation <> a.attcollation
                                 and co.oid = a.attcollation and n.oid = co.collnamespace)
                   end as collation
              from pg_catalog.pg_class c
              join pg_catalog.pg_attribute a on a.attrelid = c.oid
             where c.relnamespace = any ($1::pg_catalog.oid[]) and c.relkind in ('r', 'p', 'f', 'v', 'm')
               and a.attnum > 0 and not a.attisdropped
             order by a.attrelid, a.attnum) as a
     group by a.attrelid
     order by a.attrelid`,
    [schemaOids],
    250,
  );
};
