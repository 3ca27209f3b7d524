import { catalogOid } from '../../catalog-oids.ts';
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
  functionOid: string,
  isInherited: string,
  oid: string,
];

/** Before 15 a row trigger's copies on partitions counted as internal, like those of foreign keys. */
const isOwn = (version: number): string =>
  version >= 150_000
    ? 'not t.tgisinternal'
    : `(not t.tgisinternal or t.tgconstraint = 0
            or (select con.contype = 't' from pg_catalog.pg_constraint con where con.oid = t.tgconstraint))`;

/** A partition's copy of its parent's trigger; before 13 only their dependency tells. */
const isInherited = (version: number): string =>
  version >= 130_000
    ? 't.tgparentid <> 0'
    : `exists (select from pg_catalog.pg_depend d
                where d.classid = ${catalogOid.pg_trigger} and d.objid = t.oid and d.refclassid = ${catalogOid.pg_trigger} and d.deptype in ('P', 'I', 'i'))`;

export const triggersStatement = ({ schemaOids, version }: ReadContext): Statement<TriggerRow> =>
  statement(
    /* sql */ `
    select t.tgrelid, t.tgname, t.tgtype, t.tgenabled, p.pronamespace, p.proname,
           ${limitedSql('pg_catalog.pg_get_triggerdef(t.oid)', definitionLimit)},
           t.tgfoid, ${isInherited(version)}, t.oid
      from pg_catalog.pg_class c
      join pg_catalog.pg_trigger t on t.tgrelid = c.oid
      join pg_catalog.pg_proc p on p.oid = t.tgfoid
     where c.relnamespace = any ($1::pg_catalog.oid[]) and ${isOwn(version)}
     order by t.tgrelid`,
    [schemaOids],
    250,
  );
