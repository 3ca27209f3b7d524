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
import { DefaultPrivilegesDefinition } from './default-privileges.ts';
import {
  ForeignDataWrapperDefinition,
  ForeignServerDefinition,
  UserMappingDefinition,
} from './foreign-data.ts';
import {
  AccessMethodDefinition,
  CastDefinition,
  OperatorClassDefinition,
  OperatorDefinition,
  OperatorFamilyDefinition,
} from './operators.ts';
import { EventTriggerDefinition, LanguageDefinition, TransformDefinition } from './procedural.ts';
import { PublicationDefinition, SubscriptionDefinition } from './replication.ts';
import { StatisticsObjectDefinition } from './statistics-object.ts';
import { CollationDefinition, ConversionDefinition } from './text-and-encoding.ts';
import { SystemPrivilegesDefinition } from './system-privileges.ts';
import {
  TextSearchConfigurationDefinition,
  TextSearchDictionaryDefinition,
  TextSearchParserDefinition,
  TextSearchTemplateDefinition,
} from './text-search.ts';

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
  cast: CastDefinition,
  collation: CollationDefinition,
  operator: OperatorDefinition,
  'operator-class': OperatorClassDefinition,
  'operator-family': OperatorFamilyDefinition,
  conversion: ConversionDefinition,
  publication: PublicationDefinition,
  subscription: SubscriptionDefinition,
  'event-trigger': EventTriggerDefinition,
  'foreign-data-wrapper': ForeignDataWrapperDefinition,
  'foreign-server': ForeignServerDefinition,
  'user-mapping': UserMappingDefinition,
  'statistics-object': StatisticsObjectDefinition,
  'text-search-configuration': TextSearchConfigurationDefinition,
  'text-search-dictionary': TextSearchDictionaryDefinition,
  'text-search-parser': TextSearchParserDefinition,
  'text-search-template': TextSearchTemplateDefinition,
  language: LanguageDefinition,
  transform: TransformDefinition,
  'access-method': AccessMethodDefinition,
  'default-privileges': DefaultPrivilegesDefinition,
  'system-privileges': SystemPrivilegesDefinition,
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

/**
 * The system catalog an object's OID belongs to: an OID alone is not unique. The order is that of snapshots, and places in
 * it are stored: a new one goes to the end.
 */
export const SystemCatalog = z.enum([
  'pg_namespace',
  'pg_extension',
  'pg_type',
  'pg_class',
  'pg_proc',
  'pg_cast',
  'pg_collation',
  'pg_operator',
  'pg_opclass',
  'pg_opfamily',
  'pg_conversion',
  'pg_publication',
  'pg_subscription',
  'pg_event_trigger',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_user_mapping',
  'pg_statistic_ext',
  'pg_ts_config',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_language',
  'pg_transform',
  'pg_am',
  'pg_default_acl',
  'pg_init_privs',
]);
export type SystemCatalog = z.infer<typeof SystemCatalog>;

/** Inside one integration this names an object for as long as it lives, whatever it is called. */
export const ObjectIdentity = z.object({ catalog: SystemCatalog, oid: z.int().positive() });
export type ObjectIdentity = z.infer<typeof ObjectIdentity>;

/** An identity as the key of a map; no two identities have the same. */
export const identityKey = ({ catalog, oid }: { catalog: string; oid: number }): string =>
  `${catalog}/${oid}`;

const objectOf = <K extends ObjectKind>(kind: K) =>
  z.object({
    kind: z.literal(kind),
    identity: ObjectIdentity,
    /** Null for objects outside any schema (schemas themselves, extensions, casts). */
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
  objectOf('cast'),
  objectOf('collation'),
  objectOf('operator'),
  objectOf('operator-class'),
  objectOf('operator-family'),
  objectOf('conversion'),
  objectOf('publication'),
  objectOf('subscription'),
  objectOf('event-trigger'),
  objectOf('foreign-data-wrapper'),
  objectOf('foreign-server'),
  objectOf('user-mapping'),
  objectOf('statistics-object'),
  objectOf('text-search-configuration'),
  objectOf('text-search-dictionary'),
  objectOf('text-search-parser'),
  objectOf('text-search-template'),
  objectOf('language'),
  objectOf('transform'),
  objectOf('access-method'),
  objectOf('default-privileges'),
  objectOf('system-privileges'),
]);
export type CatalogObject = z.infer<typeof CatalogObject>;
export type CatalogObjectOf<K extends ObjectKind> = Extract<CatalogObject, { kind: K }>;
export type DefinitionOf<K extends ObjectKind> = CatalogObjectOf<K>['definition'];
