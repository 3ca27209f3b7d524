import type { ObjectKind, SystemCatalog } from '@cadastre/events';

/** What a list of the catalog shows. Objects of one section and schema have different names (routines: signatures). */
export type Section = 'schema' | 'extension' | 'type' | 'relation' | 'sequence' | 'routine';

export const sectionOfKind = {
  schema: 'schema',
  extension: 'extension',
  type: 'type',
  table: 'relation',
  'partitioned-table': 'relation',
  partition: 'relation',
  'foreign-table': 'relation',
  view: 'relation',
  'materialized-view': 'relation',
  sequence: 'sequence',
  routine: 'routine',
} as const satisfies Record<ObjectKind, Section>;

/** The system catalog that an object's OID belongs to. */
export const catalogOfKind = {
  schema: 'pg_namespace',
  extension: 'pg_extension',
  type: 'pg_type',
  table: 'pg_class',
  'partitioned-table': 'pg_class',
  partition: 'pg_class',
  'foreign-table': 'pg_class',
  view: 'pg_class',
  'materialized-view': 'pg_class',
  sequence: 'pg_class',
  routine: 'pg_proc',
} as const satisfies Record<ObjectKind, SystemCatalog>;
