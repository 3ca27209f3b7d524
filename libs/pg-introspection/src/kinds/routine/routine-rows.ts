import { catalogOid } from '../../catalog-oids.ts';
import { securityLabelsSql } from '../../access/security-labels.ts';
import { dependenciesSql } from '../../dependencies/dependencies-sql.ts';
import { aggregateFacts } from './aggregate-facts.ts';
import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { commentLimit, definitionLimit, limitedSql } from '../../text/limited-text.ts';

/** One function, procedure, aggregate or window function. */
export type RoutineRow = readonly [
  oid: string,
  schemaOid: string,
  name: string,
  prokind: string,
  owner: string,
  comment: string | null,
  identityArguments: string | null,
  arguments: string | null,
  returns: string | null,
  languageOid: string,
  volatility: string,
  parallel: string,
  strict: string,
  leakproof: string,
  securityDefiner: string,
  cost: string,
  rows: string,
  configuration: string | null,
  definition: string | null,
  acl: string | null,
  dependencies: string | null,
  /** `pg_aggregate`, as JSON. */
  aggregate: string | null,
  labels: string | null,
];

export const routinesStatement = ({ schemaOids, names }: ReadContext): Statement<RoutineRow> =>
  statement(
    /* sql */ `
    select p.oid, p.pronamespace, p.proname, p.prokind, pg_catalog.pg_get_userbyid(p.proowner),
           ${limitedSql(`pg_catalog.obj_description(p.oid, 'pg_proc')`, commentLimit)},
           pg_catalog.pg_get_function_identity_arguments(p.oid), pg_catalog.pg_get_function_arguments(p.oid),
           pg_catalog.pg_get_function_result(p.oid), p.prolang, p.provolatile, p.proparallel, p.proisstrict,
           p.proleakproof, p.prosecdef, p.procost, p.prorows, p.proconfig,
           case when p.prokind <> 'a' then
             ${limitedSql('pg_catalog.pg_get_functiondef(p.oid)', definitionLimit)} end,
           p.proacl, ${dependenciesSql(catalogOid.pg_proc, 'p.oid')},
           case when p.prokind = 'a' then ${aggregateFacts} end,
           ${names.hasSecurityLabels ? securityLabelsSql(catalogOid.pg_proc, 'p.oid') : 'null'}
      from pg_catalog.pg_proc p
     where p.pronamespace = any ($1::pg_catalog.oid[])
       -- a range type's constructors are part of the type
       and not exists (select from pg_catalog.pg_depend d
                        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
                          and d.deptype = 'i')
     order by p.oid`,
    [schemaOids],
    100,
  );
