import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';

/** The parents of one relation, in the order in which it inherits from them; of a partition, its one parent. */
export type ParentRow = readonly [relation: string, schemaOid: string, name: string, oid: string];

export const parentsStatement = ({ schemaOids }: ReadContext): Statement<ParentRow> =>
  statement(
    /* sql */ `
    select i.inhrelid, p.relnamespace, p.relname, p.oid
      from pg_catalog.pg_inherits i
      join pg_catalog.pg_class c on c.oid = i.inhrelid
      join pg_catalog.pg_class p on p.oid = i.inhparent
     where c.relnamespace = any ($1::pg_catalog.oid[]) and c.relkind in ('r', 'p', 'f')
     order by i.inhrelid, i.inhseqno`,
    [schemaOids],
    2_000,
  );
