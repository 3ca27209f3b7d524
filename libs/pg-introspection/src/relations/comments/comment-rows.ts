import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { commentLimit, limitedSql } from '../../text/limited-text.ts';

/**
 * One comment on a relation (`r`), a column (`a`), a constraint (`c`), an index (`i`), a trigger (`t`),
 * a rule (`u`) or a policy (`p`) of it; or a label on a relation or a column (`l`), with its provider for a name.
 */
export type CommentRow = readonly [
  relation: string,
  part: string,
  attnum: string | null,
  name: string | null,
  text: string,
];

/**
 * Comments are few beside what they could be on, so they come from `pg_description` outwards: looking for one beside
 * every index and constraint costs the target more.
 */
export const commentsStatement = ({ schemaOids }: ReadContext): Statement<CommentRow> =>
  statement(
    /* sql */ `
    select c.oid as relation, case when d.objsubid = 0 then 'r' else 'a' end, d.objsubid, null,
           ${limitedSql('d.description', commentLimit)}
      from pg_catalog.pg_description d
      join pg_catalog.pg_class c on c.oid = d.objoid
     where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
       and c.relkind not in ('i', 'I') and c.relnamespace = any ($1::pg_catalog.oid[])
    union all
    select i.indrelid, 'i', null, c.relname, ${limitedSql('d.description', commentLimit)}
      from pg_catalog.pg_description d
      join pg_catalog.pg_class c on c.oid = d.objoid
      join pg_catalog.pg_index i on i.indexrelid = c.oid
     where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
       and c.relkind in ('i', 'I') and c.relnamespace = any ($1::pg_catalog.oid[])
    union all
    select con.conrelid, 'c', null, con.conname, ${limitedSql('d.description', commentLimit)}
      from pg_catalog.pg_description d
      join pg_catalog.pg_constraint con on con.oid = d.objoid
     where d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
       and con.conrelid <> 0 and con.connamespace = any ($1::pg_catalog.oid[])
    union all
    select t.tgrelid, 't', null, t.tgname, ${limitedSql('d.description', commentLimit)}
      from pg_catalog.pg_description d
      join pg_catalog.pg_trigger t on t.oid = d.objoid
     where d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
    union all
    select r.ev_class, 'u', null, r.rulename, ${limitedSql('d.description', commentLimit)}
      from pg_catalog.pg_description d
      join pg_catalog.pg_rewrite r on r.oid = d.objoid
     where d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.ev_class >= 16384
    union all
    select p.polrelid, 'p', null, p.polname, ${limitedSql('d.description', commentLimit)}
      from pg_catalog.pg_description d
      join pg_catalog.pg_policy p on p.oid = d.objoid
     where d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass
    union all
    select c.oid, 'l', l.objsubid, l.provider, l.label
      from pg_catalog.pg_seclabel l
      join pg_catalog.pg_class c on c.oid = l.objoid
     where l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and c.relnamespace = any ($1::pg_catalog.oid[])
     order by relation`,
    [schemaOids],
    1_000,
  );
