import { catalogOid } from '../../catalog-oids.ts';
import type { DefinitionOf } from '@cadastre/events';
import { isDependencySql, referenceSql } from '../../dependencies/dependencies-sql.ts';
import { jsonSql, listSql, namedSql, refSql, typeSql } from '../../small-catalogs/facts.ts';
import { named, optionalRef, typeOf, type RefFact, type Referrer } from '../../small-catalogs/references.ts';

type Members = Pick<DefinitionOf<'operator-family'>, 'operators' | 'functions'>;

export type MemberFacts = {
  operators: { operator: string; sort_family: RefFact | null; strategy: number }[];
  functions: { function: string; left: string; number: number; right: string }[];
};

/** What belongs to a class, or to a family and no class of it, is told by pg_depend only. `of`: the OID of its catalog. */
const membersSql = (of: number, catalog: 'pg_amop' | 'pg_amproc', select: string, order: string): string =>
  listSql(/* sql */ `
    select ${select} as item
      from pg_catalog.pg_depend d
      join pg_catalog.${catalog} m on m.oid = d.objid
     where d.refclassid = ${of} and d.refobjid = x.oid
       and d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass
     order by ${order}`);

export const memberFacts = (of: number): Record<keyof MemberFacts, string> => ({
  operators: membersSql(
    of,
    'pg_amop',
    jsonSql({
      operator: namedSql('m.amopopr', 'regoperator'),
      sort_family: refSql('pg_opfamily', 'opf', 'm.amopsortfamily'),
      strategy: 'm.amopstrategy',
    }),
    'm.amopstrategy, m.oid',
  ),
  functions: membersSql(
    of,
    'pg_amproc',
    jsonSql({
      function: namedSql('m.amproc', 'regprocedure'),
      left: typeSql('m.amproclefttype'),
      number: 'm.amprocnum',
      right: typeSql('m.amprocrighttype'),
    }),
    'm.amprocnum, m.oid',
  ),
});

/** The members' operators, functions, types and the families they sort by: pg_depend has them under the member. */
export const leansOnMembers = (of: number): string => /* sql */ `
  (select pg_catalog.string_agg(${referenceSql}, ',')
     from pg_catalog.pg_depend o
     join pg_catalog.pg_depend d on d.classid = o.classid and d.objid = o.objid
    where o.refclassid = ${of} and o.refobjid = x.oid
      and d.refclassid <> ${catalogOid.pg_opclass} and not (d.refclassid = ${of} and d.refobjid = x.oid)
      and o.classid in ('pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass)
      and ${isDependencySql})`;

export const membersOf = ({ operators, functions }: MemberFacts, at: Referrer): Members => ({
  operators: operators.map(({ operator, sort_family, strategy }) => ({
    operator: named(operator, at),
    sort_family: optionalRef(sort_family, at),
    strategy,
  })),
  functions: functions.map(({ left, right, ...support }) => ({
    function: named(support.function, at),
    left: typeOf(left, at),
    number: support.number,
    right: typeOf(right, at),
  })),
});
