import { z } from 'zod';
import {
  ForeignTableDefinition,
  MaterializedViewDefinition,
  PartitionDefinition,
  PartitionedTableDefinition,
  SequenceDefinition,
  TableDefinition,
  ViewDefinition,
} from './relation.ts';
import { ExtensionDefinition, RoutineDefinition, SchemaDefinition, TypeDefinition } from './other-objects.ts';

/** The closed list of kinds, each with its shape. A kind without reader, differ and so on does not compile. */
export const definitionSchemas = {
  schema: SchemaDefinition,
  extension: ExtensionDefinition,
  type: TypeDefinition,
  table: TableDefinition,
  'partitioned-table': PartitionedTableDefinition,
  partition: PartitionDefinition,
  'foreign-table': ForeignTableDefinition,
  view: ViewDefinition,
  'materialized-view': MaterializedViewDefinition,
  sequence: SequenceDefinition,
  routine: RoutineDefinition,
} as const;

export type ObjectKind = keyof typeof definitionSchemas;
export const objectKinds = Object.keys(definitionSchemas) as ObjectKind[];
export const ObjectKind = z.enum(objectKinds as [ObjectKind, ...ObjectKind[]]);

export const relationKinds = [
  'table',
  'partitioned-table',
  'partition',
  'view',
  'materialized-view',
  'foreign-table',
] as const satisfies readonly ObjectKind[];
export type RelationKind = (typeof relationKinds)[number];

/** The system catalog an object's OID belongs to: an OID alone is not unique. */
export const SystemCatalog = z.enum(['pg_namespace', 'pg_extension', 'pg_type', 'pg_class', 'pg_proc']);
export type SystemCatalog = z.infer<typeof SystemCatalog>;

/** Inside one integration this names an object for as long as it lives, whatever it is called. */
export const ObjectIdentity = z.object({ catalog: SystemCatalog, oid: z.int().positive() });
export type ObjectIdentity = z.infer<typeof ObjectIdentity>;

const objectOf = <K extends ObjectKind>(kind: K) =>
  z.object({
    kind: z.literal(kind),
    identity: ObjectIdentity,
    /** Null for objects outside any schema (schemas themselves, extensions). */
    schema: z.string().nullable(),
    name: z.string(),
    /** `schema.name`, `schema.name(args)` for a routine, `name` where there is no schema. Raw, for people and search. */
    qualified_name: z.string(),
    definition: definitionSchemas[kind],
  });

export const CatalogObject = z.discriminatedUnion('kind', [
  objectOf('schema'),
  objectOf('extension'),
  objectOf('type'),
  objectOf('table'),
  objectOf('partitioned-table'),
  objectOf('partition'),
  objectOf('foreign-table'),
  objectOf('view'),
  objectOf('materialized-view'),
  objectOf('sequence'),
  objectOf('routine'),
]);
export type CatalogObject = z.infer<typeof CatalogObject>;
export type CatalogObjectOf<K extends ObjectKind> = Extract<CatalogObject, { kind: K }>;
export type DefinitionOf<K extends ObjectKind> = CatalogObjectOf<K>['definition'];
