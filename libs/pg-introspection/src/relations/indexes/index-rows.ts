import { indexSettings } from './index-settings.ts';
import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';

/** The indexes of one relation: arrays of equal length, one element an index. */
export type IndexRow = readonly [
  relation: string,
  names: string,
  accessMethodOids: string,
  /** Per index five places: unique, primary, valid, nulls not distinct, partitioned. */
  flags: string,
  /** `indkey` and `indoption`: numbers separated by blanks, key columns first; 0 is an expression. */
  keys: string,
  keyOptions: string,
  keyCounts: string,
  collations: string,
  /** The texts of the expressions among the keys, as an array inside the array. */
  expressions: string,
  predicates: string,
  /** Null where the text follows from the columns above: see `index-definition.ts`. */
  definitions: string,
  /** Of the few indexes that have any, by name: see `index-settings.ts`. */
  settings: string | null,
];

export const indexesStatement = ({
  schemaOids,
  version,
  names,
  takenRelations,
}: ReadContext): Statement<IndexRow> => {
  const nullsNotDistinct = version >= 150_000 ? 'i.indnullsnotdistinct' : 'false';
  return statement(
    /* sql */ `
    select x.indrelid, pg_catalog.array_agg(x.relname), pg_catalog.array_agg(x.relam),
           pg_catalog.string_agg(x.flags, ''), pg_catalog.array_agg(x.indkey), pg_catalog.array_agg(x.indoption),
           pg_catalog.array_agg(x.indnkeyatts), pg_catalog.array_agg(x.indcollation),
           pg_catalog.array_agg(x.expressions), pg_catalog.array_agg(x.predicate),
           pg_catalog.array_agg(x.definition),
           pg_catalog.string_agg(x.settings, ',')
      from (select i.indrelid, ic.relname, ic.relam,
                   pg_catalog.concat(i.indisunique, i.indisprimary, i.indisvalid, ${nullsNotDistinct},
                                     ic.relkind = 'I') as flags,
                   i.indkey::pg_catalog.text as indkey, i.indoption::pg_catalog.text as indoption,
                   i.indnkeyatts, i.indcollation::pg_catalog.text as indcollation,
                   case when i.indexprs is not null then
                     array(select pg_catalog.pg_get_indexdef(i.indexrelid, k.place::pg_catalog.int4, false)
                             from pg_catalog.unnest(i.indkey::pg_catalog.int2[]) with ordinality as k(attnum, place)
                            where k.attnum = 0)::pg_catalog.text
                   end as expressions,
                   ${indexSettings('$3::pg_catalog.oid[]')} as settings,
                   case when i.indpred is not null then
                     coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), '') end as predicate,
                   -- The opclass that every key would have anyway, no other collation, no parameters: not printed.
                   case when ic.reloptions is null
                         and (i.indexprs is null
                              or i.indexprs::pg_catalog.text operator(pg_catalog.!~) 'coll[a-zA-Z]* (?!0 |100 )')
                         and i.indclass[0] = any ($2::pg_catalog.oid[]) and i.indcollation[0] in (0, 100)
                         and (i.indnkeyatts = 1
                              or (i.indclass::pg_catalog.oid[] operator(pg_catalog.<@) $2::pg_catalog.oid[]
                                  and i.indcollation::pg_catalog.oid[] operator(pg_catalog.<@)
                                      '{0,100}'::pg_catalog.oid[]))
                        then null
                        else coalesce(pg_catalog.pg_get_indexdef(i.indexrelid), '')
                   end as definition
              from pg_catalog.pg_index i
              -- an index is in the schema of its relation, so TOAST's are left out as well
              join pg_catalog.pg_class ic on ic.oid = i.indexrelid
             where ic.relnamespace = any ($1::pg_catalog.oid[])
             order by i.indrelid) as x
     group by x.indrelid
     order by x.indrelid`,
    [schemaOids, names.plainOperatorClasses, takenRelations],
    250,
  );
};
