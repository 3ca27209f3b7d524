import { statement, type Statement } from '../session/statement.ts';
import type { ReadContext } from '../snapshot/read-context.ts';

/** One row of `pg_class`, as the assemblies of all its kinds take it. */
export type RelationRow = readonly [
  oid: string,
  schemaOid: string,
  name: string,
  relkind: string,
  isPartition: string,
  owner: string,
  persistence: string,
  accessMethodOid: string,
  tablespaceOid: string,
  rowSecurity: string,
  forcedRowSecurity: string,
  replicaIdentity: string,
  isPopulated: string,
  options: string | null,
  partitionKey: string | null,
  partitionBound: string | null,
  acl: string | null,
  typeOf: string | null,
  toastOptions: string | null,
];

/** The relations of all kinds, in the order that every part stream follows. */
export const relationsStatement = ({ schemaOids }: ReadContext): Statement<RelationRow> =>
  statement(
    /* sql */ `
    select c.oid, c.relnamespace, c.relname, c.relkind, c.relispartition,
           pg_catalog.pg_get_userbyid(c.relowner), c.relpersistence, c.relam, c.reltablespace,
           c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispopulated, c.reloptions,
           case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end,
           case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end,
           c.relacl, case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end,
           case when c.reltoastrelid <> 0 then
             (select t.reloptions from pg_catalog.pg_class t where t.oid = c.reltoastrelid) end
      from pg_catalog.pg_class c
     where c.relnamespace = any ($1::pg_catalog.oid[])
       and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
     order by c.oid`,
    [schemaOids],
    250,
  );
