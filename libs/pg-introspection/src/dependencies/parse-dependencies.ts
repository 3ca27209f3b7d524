import { catalogOid } from '../catalog-oids.ts';
import type { Dependency } from '@cadastre/events';

/** The catalogs whose objects something can lean on. */
const leanedOn = [
  'pg_type',
  'pg_proc',
  'pg_class',
  'pg_foreign_server',
  'pg_foreign_data_wrapper',
  'pg_am',
  'pg_cast',
  'pg_conversion',
  'pg_language',
  'pg_opclass',
  'pg_operator',
  'pg_opfamily',
  'pg_extension',
  'pg_collation',
  'pg_transform',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_config',
  'pg_ts_template',
  'pg_publication',
] as const;

/** By their own OIDs. */
const catalogNames: ReadonlyMap<string, string> = new Map(
  leanedOn.map((catalog) => [String(catalogOid[catalog]), catalog]),
);

const columnOf = (column: string | undefined): number | null => {
  if (column === 'key') return 0;
  return column === '0' ? null : Number(column);
};

/** One reference as `referenceSql` gives it; null for what is in no catalog of ours. */
export const parseDependency = (reference: string, path: readonly string[]): Dependency | null => {
  const [classOid = '', oid, column] = reference.split(' ');
  const catalog = catalogNames.get(classOid);
  if (catalog === undefined) return null;
  return { catalog, column: columnOf(column), oid: Number(oid), path: [...path] };
};

/** What `dependenciesSql` gives, in order and each once. */
export const parseDependencies = (references: string | null, path: readonly string[] = []): Dependency[] =>
  references === null || references === ''
    ? []
    : sortedDependencies(references.split(',').map((reference) => parseDependency(reference, path)));

/** In the order of catalog, oid, column and path, each once. */
export const sortedDependencies = (dependencies: readonly (Dependency | null)[]): Dependency[] => {
  const byKey = new Map(
    dependencies.flatMap((dependency) =>
      dependency === null ? [] : [[keyOf(dependency), dependency] as const],
    ),
  );
  return [...byKey.values()].sort(compare);
};

const keyOf = ({ catalog, oid, column, path }: Dependency): string =>
  `${catalog} ${oid} ${column ?? ''} ${path.join('\n')}`;

const compare = (a: Dependency, b: Dependency): number => {
  if (a.catalog !== b.catalog) return a.catalog < b.catalog ? -1 : 1;
  if (a.oid !== b.oid) return a.oid - b.oid;
  if (a.column !== b.column) return (a.column ?? -1e9) - (b.column ?? -1e9);
  const [left, right] = [a.path.join('\n'), b.path.join('\n')];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
