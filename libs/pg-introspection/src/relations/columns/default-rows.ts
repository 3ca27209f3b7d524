import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';

/** The default and generation expressions of one relation, column number beside text. */
export type DefaultRow = readonly [relation: string, attnums: string, expressions: string];

export const defaultsStatement = ({ schemaOids, isWhole }: ReadContext): Statement<DefaultRow> =>
  statement(
    /* sql */ `
    select d.adrelid, pg_catalog.array_agg(d.adnum),
           pg_catalog.array_agg(pg_catalog.pg_get_expr(d.adbin, d.adrelid))
      from (select d.adrelid, d.adnum, d.adbin
              from pg_catalog.pg_attrdef d
             where $2::pg_catalog.bool
                or (select c.relnamespace = any ($1::pg_catalog.oid[])
                      from pg_catalog.pg_class c where c.oid = d.adrelid)
             order by d.adrelid, d.adnum) as d
     group by d.adrelid
     order by d.adrelid`,
    [schemaOids, String(isWhole)],
    250,
  );
