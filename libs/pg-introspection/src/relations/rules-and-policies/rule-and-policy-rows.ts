import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { definitionLimit, limitedSql } from '../../text/limited-text.ts';

/** One rule (`r`), the query of a view (`v`) or one row security policy (`p`) of a relation. */
export type RuleOrPolicyRow = readonly [
  relation: string,
  sort: string,
  name: string,
  /** `ev_type` or `polcmd`. */
  command: string,
  /** `is_instead` or `polpermissive`. */
  flag: string,
  enabled: string | null,
  /** The rule or the query as it is printed, or the policy's USING expression. */
  text: string | null,
  check: string | null,
  roles: string | null,
];

const printedSql = /* sql */ `
  case r.rulename when '_RETURN' then pg_catalog.pg_get_viewdef(r.ev_class) else pg_catalog.pg_get_ruledef(r.oid) end`;

/** What makes a view a view is a rule too. */
export const rulesAndPoliciesStatement = ({ schemaOids }: ReadContext): Statement<RuleOrPolicyRow> =>
  statement(
    /* sql */ `
    select r.ev_class as relation, case r.rulename when '_RETURN' then 'v' else 'r' end, r.rulename,
           r.ev_type::pg_catalog.text, r.is_instead, r.ev_enabled::pg_catalog.text,
           ${limitedSql(printedSql, definitionLimit)}, null, null
      from pg_catalog.pg_rewrite r
     where r.ev_class >= 16384
       and (select c.relnamespace = any ($1::pg_catalog.oid[]) from pg_catalog.pg_class c where c.oid = r.ev_class)
    union all
    select p.polrelid, 'p', p.polname, p.polcmd::pg_catalog.text, p.polpermissive, null,
           pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
           array(select coalesce(r.rolname, '') from pg_catalog.unnest(p.polroles) as m(oid)
                   left join pg_catalog.pg_roles r on r.oid = m.oid order by 1)::pg_catalog.text
      from pg_catalog.pg_policy p
     where (select c.relnamespace = any ($1::pg_catalog.oid[]) from pg_catalog.pg_class c where c.oid = p.polrelid)
     order by relation`,
    [schemaOids],
    100,
  );
