import { smallReaders, type AnySmallReader } from '../kinds/kind-readers.ts';
import type { SmallCatalog, SmallKindReader } from '../kinds/kind-reader.ts';
import { fromAndWhere } from './small-statement.ts';

type Facts = Readonly<Record<string, string>>;

const concat = (...parts: readonly string[]): string => `pg_catalog.concat(${parts.join(', ')})`;

/** The kinds whose name is made of several facts, as their readers make it; of all others it is the fact `name`. */
const nameSql: { readonly [K in AnySmallReader['kind']]?: (facts: Facts) => string } = {
  cast: ({ source = '', target = '' }) => concat(source, `' AS '`, target),
  operator: ({ name = '', left = '', right = '' }) =>
    concat(name, `'('`, `coalesce(${left}, 'NONE')`, `', '`, `coalesce(${right}, 'NONE')`, `')'`),
  'user-mapping': ({ server = '', user = '' }) => concat(`coalesce(${user}, 'PUBLIC')`, `' SERVER '`, server),
  transform: ({ type = '', language = '' }) => concat(type, `' LANGUAGE '`, language),
  'default-privileges': ({ role = '', object_type = '' }) =>
    concat(
      role,
      `' ON '`,
      `case ${object_type} when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS'
                           when 'T' then 'TYPES' when 'n' then 'SCHEMAS' when 'L' then 'LARGE OBJECTS' end`,
    ),
};

/** Statements, without parameters, that give catalog, OID, schema and qualified name of all objects of the small catalogs, and two nulls. */
export const smallNameBranches = (
  version: number,
  unreadable: ReadonlySet<string>,
): { readonly catalog: SmallCatalog; readonly sql: string }[] =>
  smallReaders
    .filter((reader) => !reader.reads(version).some((what) => unreadable.has(what)))
    .map((reader) => ({ catalog: reader.catalog, sql: branchSql(reader, version) }));

const branchSql = (reader: AnySmallReader, version: number): string => {
  // The facts of any reader are expressions by name; TypeScript cannot see what a union of them has in common.
  const branch = (reader as SmallKindReader<'cast', Facts>).branch(version);
  const { oid = 'x.oid', schema, facts } = branch;
  const name = nameSql[reader.kind]?.(facts) ?? facts.name ?? `''`;
  const inSchema =
    schema === null ? null : `(select n.nspname from pg_catalog.pg_namespace n where n.oid = ${schema})`;
  const qualified =
    inSchema === null
      ? `(${name})::pg_catalog.text`
      : concat(
          `(select pg_catalog.concat(n.nspname, '.') from pg_catalog.pg_namespace n where n.oid = ${schema})`,
          name,
        );
  return /* sql */ `select '${reader.catalog}', ${oid}, ${inSchema ?? 'null'}, ${qualified}, null, null ${fromAndWhere(reader, branch)}`;
};
