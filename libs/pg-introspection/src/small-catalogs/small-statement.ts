import { dependenciesSql } from '../dependencies/dependencies-sql.ts';
import type { SmallKindReader } from '../kinds/kind-reader.ts';
import type { AnySmallReader } from '../kinds/kind-readers.ts';
import { catalogOids } from '../kinds/extension/extension-members.ts';
import { statement, type Statement } from '../session/statement.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import { commentLimit, limitedSql } from '../text/limited-text.ts';
import { firstUserOid, jsonSql } from './facts.ts';

export type SmallRow = readonly [
  /** Place of the reader among those that were asked for. */
  reader: string,
  oid: string,
  schemaOid: string | null,
  comment: string | null,
  owner: string | null,
  acl: string | null,
  /** As `dependenciesSql` gives them. */
  dependencies: string | null,
  moreDependencies: string | null,
  /** JSON. */
  facts: string,
];

/**
 * One statement for the kinds of all small catalogs, in the order of identities: each branch comes sorted by the index on
 * the OID, and without parallel workers PostgreSQL runs the branches of UNION ALL one after the other. (A sort over all of
 * them would have to hold them. Should a server ever do otherwise, `mergeSnapshots` refuses the order.)
 */
export const smallStatement = (
  readers: readonly AnySmallReader[],
  { version, schemaOids, isDatabaseWide }: ReadContext,
): Statement<SmallRow> =>
  statement(
    readers.map((reader, place) => branchSql(reader, place, version)).join(' union all '),
    [schemaOids, String(isDatabaseWide)],
    200,
  );

const branchSql = (reader: AnySmallReader, place: number, version: number): string => {
  // The facts of any reader are expressions by name; TypeScript cannot see what a union of them has in common.
  const { catalog } = reader;
  const anyReader = reader as SmallKindReader<typeof reader.kind, Readonly<Record<string, string>>>;
  const {
    from,
    oid = 'x.oid',
    schema,
    where = 'true',
    whereBuiltIn,
    owner,
    acl,
    leansOn,
    facts,
  } = anyReader.branch(version);
  const comment = limitedSql(`pg_catalog.obj_description(${oid}, '${catalog}')`, commentLimit);
  return /* sql */ `
    (select ${place}, ${oid}, ${schema ?? 'null::pg_catalog.oid'}, ${comment},
            ${owner === undefined ? 'null' : `pg_catalog.pg_get_userbyid(${owner})`},
            ${acl === undefined ? 'null' : `${acl}::pg_catalog.text`},
            ${dependenciesSql(catalogOids[catalog], oid)}, ${leansOn ?? 'null'},
            ${jsonSql(facts)}
       from ${from ?? `pg_catalog.${catalog} x`}
      where ${isUsers(oid, whereBuiltIn)} and ${isWanted(schema)} and (${where})
      order by ${oid})`;
};

const isUsers = (oid: string, whereBuiltIn: string | undefined): string => {
  const users = `${oid} >= ${firstUserOid}`;
  return whereBuiltIn === undefined ? users : `(${users} or ${whereBuiltIn})`;
};

/** In a schema that is read; outside any schema where no certain schemas were asked for. */
const isWanted = (schema: string | null): string =>
  schema === null
    ? '$2::pg_catalog.bool'
    : `(${schema} = any ($1::pg_catalog.oid[]) or ${schema} = 0 and $2::pg_catalog.bool)`;
