import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';

/** Where one foreign table is, and its options as the wrapper takes them. */
export type ForeignTableRow = readonly [relation: string, server: string, options: string | null];

export const foreignTablesStatement = ({ schemaOids }: ReadContext): Statement<ForeignTableRow> =>
  statement(
    /* sql */ `
    select f.ftrelid, s.srvname, f.ftoptions
      from pg_catalog.pg_foreign_table f
      join pg_catalog.pg_class c on c.oid = f.ftrelid
      join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
     where c.relnamespace = any ($1::pg_catalog.oid[])
     order by f.ftrelid`,
    [schemaOids],
    500,
  );
