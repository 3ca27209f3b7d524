import type { Dependency } from '@cadastre/events';

/** The catalogs whose objects something can lean on, by their own OIDs, which are fixed in PostgreSQL's source. */
const catalogNames: ReadonlyMap<string, string> = new Map([
  ['1247', 'pg_type'],
  ['1255', 'pg_proc'],
  ['1259', 'pg_class'],
  ['1417', 'pg_foreign_server'],
  ['2328', 'pg_foreign_data_wrapper'],
  ['2601', 'pg_am'],
  ['2605', 'pg_cast'],
  ['2607', 'pg_conversion'],
  ['2612', 'pg_language'],
  ['2616', 'pg_opclass'],
  ['2617', 'pg_operator'],
  ['2753', 'pg_opfamily'],
  ['3079', 'pg_extension'],
  ['3456', 'pg_collation'],
  ['3576', 'pg_transform'],
  ['3600', 'pg_ts_dict'],
  ['3601', 'pg_ts_parser'],
  ['3602', 'pg_ts_config'],
  ['3764', 'pg_ts_template'],
  ['6104', 'pg_publication'],
]);

const columnOf = (column: string | undefined): number | null => {
  if (column === 'key') return 0;
  return column === '0' ? null : Number(column);
};

/** One reference as `referenceSql` gives it; null for what is in no catalog of ours. */
export const parseDependency = (reference: string, path: readonly string[]): Dependency | null => {
  const [catalogOid = '', oid, column] = reference.split(' ');
  const catalog = catalogNames.get(catalogOid);
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
