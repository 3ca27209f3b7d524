import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { definitionLimit, limitedSql } from '../../text/limited-text.ts';

/** The query of one view or materialized view. */
export type ViewDefinitionRow = readonly [relation: string, definition: string | null];

export const viewDefinitionsStatement = ({ schemaOids }: ReadContext): Statement<ViewDefinitionRow> =>
  statement(
    /* sql */ `
    select c.oid, ${limitedSql('pg_catalog.pg_get_viewdef(c.oid)', definitionLimit)}
      from pg_catalog.pg_class c
     where c.relnamespace = any ($1::pg_catalog.oid[]) and c.relkind in ('v', 'm')
     order by c.oid`,
    [schemaOids],
    100,
  );
