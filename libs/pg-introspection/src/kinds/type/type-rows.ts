import { catalogOid } from '../../catalog-oids.ts';
import { securityLabelsSql } from '../../access/security-labels.ts';
import { dependenciesSql, isDependencySql, referenceSql } from '../../dependencies/dependencies-sql.ts';
import { baseFacts, rangeFacts } from './type-facts.ts';
import { statement, type Statement } from '../../session/statement.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { commentLimit, limitedSql } from '../../text/limited-text.ts';

/** One type that somebody made: no array types, and no row types of tables. */
export type TypeRow = readonly [
  oid: string,
  schemaOid: string,
  name: string,
  typtype: string,
  owner: string,
  comment: string | null,
  labels: string | null,
  notNull: string,
  domainType: string | null,
  domainDefault: string | null,
  collation: string | null,
  /** Names, texts and validity of a domain's checks. */
  checkNames: string | null,
  checks: string | null,
  checksValid: string | null,
  /** A composite type's attributes: names, types, collations, comments. */
  attributes: string | null,
  attributeTypes: string | null,
  attributeCollations: string | null,
  attributeComments: string | null,
  subtype: string | null,
  acl: string | null,
  dependencies: string | null,
  notNullConstraint: string | null,
  checkComments: string | null,
  /** `pg_range`, as JSON. */
  range: string | null,
  /** What a base type was made of, as JSON. */
  base: string | null,
  isDefined: string,
  /** What a domain's checks lean on: `referenceSql`, a blank, the check's name. */
  checkDependencies: string | null,
  labels: string | null,
];

const qualifiedCollation = `pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(co.collname))`;

export const typesStatement = ({ schemaOids, version, names }: ReadContext): Statement<TypeRow> => {
  const rangeOf = version >= 140_000 ? 't.oid in (r.rngtypid, r.rngmultitypid)' : 't.oid = r.rngtypid';
  return statement(
    /* sql */ `
    select t.oid, t.typnamespace, t.typname, t.typtype, pg_catalog.pg_get_userbyid(t.typowner),
           ${limitedSql(`pg_catalog.obj_description(t.oid, 'pg_type')`, commentLimit)},
           case when t.typtype = 'e' then
             array(select e.enumlabel from pg_catalog.pg_enum e where e.enumtypid = t.oid order by e.enumsortorder)
           end,
           t.typnotnull,
           case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) end,
           case when t.typtype = 'd' then
             coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault) end,
           case when t.typtype = 'd' then
             (select ${qualifiedCollation}
                from pg_catalog.pg_type b, pg_catalog.pg_collation co, pg_catalog.pg_namespace n
               where b.oid = t.typbasetype and b.typcollation <> t.typcollation
                 and co.oid = t.typcollation and n.oid = co.collnamespace) end,
           k.names, k.definitions, k.validated,
           a.names, a.types, a.collations, a.comments,
           case when t.typtype in ('r', 'm') then
             (select pg_catalog.format_type(r.rngsubtype, null) from pg_catalog.pg_range r where ${rangeOf}) end,
           t.typacl, pg_catalog.concat_ws(',', ${dependenciesSql(catalogOid.pg_type, 't.oid')},
             case when t.typtype = 'c' then ${dependenciesSql(catalogOid.pg_class, 't.typrelid')} end),
           case when t.typtype = 'd' then
             (select con.conname from pg_catalog.pg_constraint con
               where con.contypid = t.oid and con.contype = 'n') end,
           k.comments,
           case when t.typtype = 'r' then ${rangeFacts(version)} end,
           case when t.typtype = 'b' then ${baseFacts(version)} end,
           t.typisdefined,
           case when t.typtype = 'd' then
             array(select pg_catalog.concat(${referenceSql}, ' ', con.conname)
                     from pg_catalog.pg_constraint con
                     join pg_catalog.pg_depend d on d.classid = ${catalogOid.pg_constraint} and d.objid = con.oid
                    where con.contypid = t.oid and ${isDependencySql})::pg_catalog.text end,
           ${names.hasSecurityLabels ? securityLabelsSql(catalogOid.pg_type, 't.oid') : 'null'}
      from pg_catalog.pg_type t
      left join lateral (
             select pg_catalog.array_agg(con.conname) as names,
                    pg_catalog.array_agg(coalesce(pg_catalog.pg_get_constraintdef(con.oid), '')) as definitions,
                    pg_catalog.array_agg(con.convalidated) as validated,
                    pg_catalog.array_agg(pg_catalog.obj_description(con.oid, 'pg_constraint')) as comments
               from pg_catalog.pg_constraint con
              where con.contypid = t.oid and con.contype = 'c') as k on t.typtype = 'd'
      left join lateral (
             select pg_catalog.array_agg(a.attname order by a.attnum) as names,
                    pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, a.atttypmod) order by a.attnum) as types,
                    pg_catalog.array_agg(
                      (select ${qualifiedCollation}
                         from pg_catalog.pg_type b, pg_catalog.pg_collation co, pg_catalog.pg_namespace n
                        where b.oid = a.atttypid and b.typcollation <> a.attcollation
                          and co.oid = a.attcollation and n.oid = co.collnamespace) order by a.attnum) as collations,
                    pg_catalog.array_agg(pg_catalog.col_description(a.attrelid, a.attnum) order by a.attnum)
                      as comments
               from pg_catalog.pg_attribute a
              where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as a on t.typtype = 'c'
     where t.typnamespace = any ($1::pg_catalog.oid[])
       and (t.typtype <> 'c'
            or (select c.relkind from pg_catalog.pg_class c where c.oid = t.typrelid) = 'c')
       and (t.typtype <> 'b' or t.typelem = 0
            or (select e.typarray from pg_catalog.pg_type e where e.oid = t.typelem) <> t.oid)
     order by t.oid`,
    [schemaOids],
    500,
  );
};
