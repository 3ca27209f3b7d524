import { catalogOid } from '../catalog-oids.ts';
import { sortedDependencies, parseDependency } from '../dependencies/parse-dependencies.ts';
import type { Column, Dependency } from '@cadastre/events';
import type { ParentRow } from './inheritance/parent-rows.ts';
import type { DependencyRow } from './dependency-rows.ts';
import type { TriggerRow } from './triggers/trigger-rows.ts';

export type DependencySources = {
  readonly rows: readonly DependencyRow[];
  readonly parents: readonly ParentRow[];
  readonly isPartition: boolean;
  readonly triggers: readonly TriggerRow[];
  readonly columns: readonly Column[];
};

/** What a relation and its parts lean on. Inheritance and triggers need no look at `pg_depend`. */
export const relationDependencies = (oid: number, sources: DependencySources): Dependency[] => {
  const { rows, parents, triggers, isPartition } = sources;
  if (rows.length + parents.length + triggers.length === 0) return [];
  const generated = new Set(
    sources.columns.flatMap((column) => (column.generated === null ? [] : [String(column.attnum)])),
  );
  const inheritance = [isPartition ? 'partition_of' : 'inherits'];
  return sortedDependencies([
    ...rows.map(([, part, key, reference]) =>
      reference === null ? null : parseDependency(reference, pathOf(part, key, generated)),
    ),
    ...parents.map(([, , , parent]) => parseDependency(`${catalogOid.pg_class} ${parent} 0`, inheritance)),
    ...triggers.map(([, name, , , , , , functionOid]) => ownFunction(functionOid, ['triggers', name])),
  ]).filter((dependency) => dependency.catalog !== 'pg_class' || dependency.oid !== oid);
};

const firstUserOid = 16_384;

const ownFunction = (oid: string, path: readonly string[]): Dependency | null =>
  Number(oid) < firstUserOid ? null : parseDependency(`${catalogOid.pg_proc} ${oid} 0`, path);

const collections: Readonly<Record<string, string>> = {
  k: 'constraints',
  i: 'indexes',
  u: 'rules',
  p: 'policies',
};

const pathOf = (part: string, key: string, generated: ReadonlySet<string>): string[] => {
  if (part === '' || key === '_RETURN') return [];
  if (part === 'c') return key === '0' ? [] : ['columns', key, 'type'];
  if (part === 'd') return ['columns', key, generated.has(key) ? 'generated' : 'default'];
  return [collections[part] ?? part, key];
};
