import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';

/** The default and generation expressions of one relation, column number beside text. */
export type DefaultRow = readonly [relation: string, attnums: string, expressions: string];

/**
 * An expression without variables is printed without its relation: naming that makes PostgreSQL look up all of its
 * columns for each default, which takes twice as long, and minutes where tables are very wide.
 */
export const defaultsStatement = ({ schemaOids, isWhole }: ReadContext): Statement<DefaultRow> =>
  statement(
    /* sql */ `
    select d.adrelid, pg_catalog.array_agg(d.adnum),
           pg_catalog.array_agg(pg_catalog.pg_get_expr(
             d.adbin, case when d.adbin::pg_catalog.text like '%{VAR %' then d.adrelid else 0 end))
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
