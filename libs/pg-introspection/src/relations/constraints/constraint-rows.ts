import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';

/** The constraints of one relation: arrays of equal length, one element a constraint. */
export type ConstraintRow = readonly [
  relation: string,
  names: string,
  /**
   * Per constraint ten places: type, deferrable, deferred, validated, local, no inherit, on update, on delete, match,
   * copy of a parent's.
   */
  flags: string,
  /** `conkey`, numbers separated by blanks. */
  keys: string,
  /** Of foreign keys: the other relation as schema OID, blank, name; its columns as an array inside the array. */
  referenced: string,
  referencedColumns: string,
  /** Null where the text follows from the columns above: see `constraint-definition.ts`. */
  definitions: string,
];

/** Whether the other columns tell the whole constraint: what newer versions added must not be set. */
const isPlain = (version: number): string => {
  const foreignKey = [
    version >= 150_000 ? 'con.confdelsetcols is null' : 'true',
    version >= 180_000 ? 'con.conenforced and not con.conperiod' : 'true',
  ].join(' and ');
  const key = version >= 180_000 ? 'not con.conperiod' : 'true';
  return `case con.contype when 'f' then ${foreignKey} when 'p' then ${key} when 'u' then ${key}
                           when 'n' then true else false end`;
};

export const constraintsStatement = ({ schemaOids, version }: ReadContext): Statement<ConstraintRow> =>
  statement(
    /* sql */ `
    select k.conrelid, pg_catalog.array_agg(k.conname), pg_catalog.string_agg(k.flags, ''),
           pg_catalog.array_agg(k.conkey), pg_catalog.array_agg(k.referenced),
           pg_catalog.array_agg(k.referenced_columns), pg_catalog.array_agg(k.definition)
      from (select con.conrelid, con.conname,
                   pg_catalog.concat(con.contype, con.condeferrable, con.condeferred, con.convalidated,
                     con.conislocal, con.connoinherit, con.confupdtype, con.confdeltype, con.confmatchtype, con.conparentid <> 0) as flags,
                   pg_catalog.array_to_string(con.conkey, ' ') as conkey,
                   case when con.contype = 'f' then
                     (select pg_catalog.concat(f.relnamespace, ' ', f.relname)
                        from pg_catalog.pg_class f where f.oid = con.confrelid) end as referenced,
                   case when con.contype = 'f' then
                     array(select (select a.attname from pg_catalog.pg_attribute a
                                    where a.attrelid = con.confrelid and a.attnum = k.attnum)
                             from pg_catalog.unnest(con.confkey) as k(attnum))::pg_catalog.text
                   end as referenced_columns,
                   case when not ${isPlain(version)} then
                     coalesce(pg_catalog.pg_get_constraintdef(con.oid), '') end as definition
              from pg_catalog.pg_constraint con
             where con.connamespace = any ($1::pg_catalog.oid[]) and con.conrelid > 0
             order by con.conrelid, con.conname) as k
     group by k.conrelid
     order by k.conrelid`,
    [schemaOids],
    250,
  );
