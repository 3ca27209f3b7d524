import type { CatalogObject, Dependency } from '@cadastre/events';

/** What of an object decides when it is written: a few hundred bytes, whatever its size. */
export type Outline = {
  readonly kind: CatalogObject['kind'];
  readonly identity: CatalogObject['identity'];
  readonly schema: string | null;
  readonly name: string;
  readonly extension: string | null;
  readonly dependsOn: readonly Dependency[];
};

/** Parts that are made after all objects: what they lean on is there by then. */
const lateParts: ReadonlySet<string> = new Set(['indexes', 'triggers', 'rules', 'policies', 'partition_of']);

export const outlineOf = ({ kind, identity, schema, name, definition }: CatalogObject): Outline => ({
  kind,
  identity,
  schema,
  name,
  extension: definition.extension,
  dependsOn: definition.depends_on.filter(({ path }) => !lateParts.has(path[0] ?? '')),
});
