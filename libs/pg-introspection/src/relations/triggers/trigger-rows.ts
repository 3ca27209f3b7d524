import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { definitionLimit, limitedSql } from '../../text/limited-text.ts';

/** One trigger. Those that PostgreSQL makes for foreign keys are none of the schema's own and left out. */
export type TriggerRow = readonly [
  relation: string,
  name: string,
  type: string,
  enabled: string,
  functionSchema: string,
  functionName: string,
  definition: string | null,
];

export const triggersStatement = ({ schemaOids }: ReadContext): Statement<TriggerRow> =>
  statement(
    /* sql */ `
    select t.tgrelid, t.tgname, t.tgtype, t.tgenabled, p.pronamespace, p.proname,
           ${limitedSql('pg_catalog.pg_get_triggerdef(t.oid)', definitionLimit)}
      from pg_catalog.pg_class c
      join pg_catalog.pg_trigger t on t.tgrelid = c.oid
      join pg_catalog.pg_proc p on p.oid = t.tgfoid
     where c.relnamespace = any ($1::pg_catalog.oid[]) and not t.tgisinternal
     order by t.tgrelid`,
    [schemaOids],
    250,
  );
