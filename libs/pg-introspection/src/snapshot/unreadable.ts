import type { Footprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';

/** Of the texts in `$1` (catalogs, or columns as `catalog.column`) those that this role may not read. */
export const unreadableSql = /* sql */ `
    select w.what
      from (select n.what, pg_catalog.split_part(n.what, '.', 1) as catalog, pg_catalog.split_part(n.what, '.', 2) as part
              from pg_catalog.unnest($1::pg_catalog.text[]) as n(what)) as w
     where not case w.part when '' then pg_catalog.has_table_privilege(w.catalog, 'SELECT')
                           else pg_catalog.has_column_privilege(w.catalog, w.part, 'SELECT') end`;

const unreadableStatement = (needed: readonly string[]): Statement<readonly [what: string]> =>
  statement(unreadableSql, [`{${needed.join(',')}}`], 100);

export const readUnreadable = async (
  session: TargetSession,
  needed: readonly string[],
  footprint: Footprint,
): Promise<ReadonlySet<string>> =>
  new Set((await readAll(session, unreadableStatement(needed), footprint)).map(([what]) => what));
