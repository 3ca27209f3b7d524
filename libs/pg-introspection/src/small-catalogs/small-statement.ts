import { securityLabelsSql, sharedSecurityLabelsSql } from '../access/security-labels.ts';
import { dependenciesSql } from '../dependencies/dependencies-sql.ts';
import type { SmallBranch, SmallKindReader } from '../kinds/kind-reader.ts';
import type { AnySmallReader } from '../kinds/kind-readers.ts';
import { catalogOid } from '../catalog-oids.ts';
import { statement, type Statement } from '../session/statement.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import { commentLimit, limitedSql } from '../text/limited-text.ts';
import { firstUserOid, jsonSql } from './facts.ts';

export type SmallRow = readonly [
  /** Place of the reader among those that were asked for. */
  reader: string,
  oid: string,
  /** 0 for none. */
  schemaOid: string,
  comment: string | null,
  owner: string | null,
  acl: string | null,
  /** As `dependenciesSql` gives them. */
  dependencies: string | null,
  moreDependencies: string | null,
  labels: string | null,
  /** JSON. */
  facts: string,
];

/**
 * One statement for the kinds of all small catalogs, in the order of identities: each branch comes sorted by the index on
 * the OID, and without parallel workers PostgreSQL runs the branches of UNION ALL one after the other. (A sort over all of
 * them would have to hold them. Should a server ever do otherwise, `mergeSnapshots` refuses the order.) What is read of
 * every object alike is asked for once, outside: the plan of all branches is most of what this statement costs.
 */
export const smallStatement = (
  readers: readonly AnySmallReader[],
  { version, schemaOids, isDatabaseWide, names }: ReadContext,
): Statement<SmallRow> =>
  statement(
    /* sql */ `
    select b.place, b.oid, b.schema, ${limitedSql(commentSql, commentLimit)},
           case when b.owner <> 0 then pg_catalog.pg_get_userbyid(b.owner) end, b.acl,
           ${dependenciesSql('b.catalog', 'b.oid')}, b.leans_on,
           ${names.hasSecurityLabels ? labelsSql : 'null'}, b.facts
      from (${readers.map((reader, place) => branchSql(reader, place, version)).join(' union all ')})
        as b(place, catalog, oid, schema, owner, acl, leans_on, facts)`,
    [schemaOids, String(isDatabaseWide)],
    200,
  );

const commentSql = /* sql */ `
  (select d.description from pg_catalog.pg_description d
    where d.objoid = b.oid and d.classoid = b.catalog and d.objsubid = 0)`;

const labelsSql = /* sql */ `
  case when b.catalog = ${catalogOid.pg_subscription} then ${sharedSecurityLabelsSql('b.catalog', 'b.oid')}
       else ${securityLabelsSql('b.catalog', 'b.oid')} end`;

const noOid = '0::pg_catalog.oid';

const branchSql = (reader: AnySmallReader, place: number, version: number): string => {
  // The facts of any reader are expressions by name; TypeScript cannot see what a union of them has in common.
  const anyReader = reader as SmallKindReader<typeof reader.kind, Readonly<Record<string, string>>>;
  const branch = anyReader.branch(version);
  const { oid = 'x.oid', schema, owner = noOid, acl = 'null', leansOn = 'null', facts } = branch;
  return /* sql */ `
    (select ${place}, ${catalogOid[reader.catalog]}::pg_catalog.oid, ${oid}, ${schema ?? noOid}, ${owner},
            ${acl}::pg_catalog.text, ${leansOn}::pg_catalog.text, ${jsonSql(facts)}
       ${fromAndWhere(reader, branch)} and ${isWanted(schema)}
      order by ${oid})`;
};

/** The rows of a kind that are objects, of whatever schema. */
export const fromAndWhere = (
  { catalog }: Pick<AnySmallReader, 'catalog'>,
  {
    from = `pg_catalog.${catalog} x`,
    oid = 'x.oid',
    where = 'true',
    whereBuiltIn,
  }: Pick<SmallBranch<unknown>, 'from' | 'oid' | 'where' | 'whereBuiltIn'>,
): string => `from ${from} where ${isUsers(oid, whereBuiltIn)} and (${where})`;

const isUsers = (oid: string, whereBuiltIn: string | undefined): string => {
  const users = `${oid} >= ${firstUserOid}`;
  return whereBuiltIn === undefined ? users : `(${users} or ${whereBuiltIn})`;
};

/** In a schema that is read; outside any schema where no certain schemas were asked for. */
const isWanted = (schema: string | null): string =>
  schema === null
    ? '$2::pg_catalog.bool'
    : `(${schema} = any ($1::pg_catalog.oid[]) or ${schema} = 0 and $2::pg_catalog.bool)`;
