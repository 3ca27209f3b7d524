import { z } from 'zod';
import { Dependency, Grant, Grants, SecurityLabels } from './access.ts';

/** Schema and name, as stored in pg_catalog: raw, unquoted. */
export const ObjectRef = z.object({ schema: z.string(), name: z.string() });
export type ObjectRef = z.infer<typeof ObjectRef>;

/** What every object has. */
export const commonParts = {
  owner: z.string(),
  comment: z.string().nullable(),
  /** The extension that owns the object, if one does. */
  extension: z.string().nullable(),
  privileges: Grants,
  /**
   * What it was made with, by its extension or by initdb; null for PostgreSQL's built-in default, which is spelled out
   * only where an owner gave up MAINTAIN and nothing else.
   */
  initial_privileges: Grants,
  /** In the order of catalog, oid, column and path, each once; PostgreSQL's own objects left out. */
  depends_on: z.array(Dependency),
  security_labels: SecurityLabels,
};

/** Extensions that take it with them when they are dropped (`DEPENDS ON EXTENSION`), though they do not own it. */
export const DependsOnExtensions = z.array(z.string());

/** The same for objects that PostgreSQL keeps no owner of. */
export const ownerlessParts = { ...commonParts, owner: z.null() };

/** What few columns have; a column that has none of it has no settings. */
export const ColumnSettings = z.object({
  /** `storage` is not what the type asks for. */
  has_own_storage: z.boolean(),
  /** How closely ANALYZE looks; null for the server's own setting. */
  statistics_target: z.int().nullable(),
  /** `name=value`, e.g. `n_distinct=-0.5`. */
  options: z.array(z.string()),
  /** Of a foreign table's column, as the wrapper takes them; values that look like a credential are withheld. */
  foreign_options: z.array(z.string()),
  /** What was granted on this column alone. */
  privileges: z.array(Grant),
  security_labels: SecurityLabels,
});
export type ColumnSettings = z.infer<typeof ColumnSettings>;

export const Column = z.object({
  /** Identity inside the relation: survives a rename. */
  attnum: z.int(),
  name: z.string(),
  /** `format_type` with modifiers, e.g. `character varying(320)`. */
  type: z.string(),
  not_null: z.boolean(),
  /** The expression; null for none and for generated columns. */
  default: z.string().nullable(),
  identity: z.enum(['always', 'by-default']).nullable(),
  generated: z.object({ kind: z.enum(['stored', 'virtual']), expression: z.string() }).nullable(),
  /** Only where it differs from the type's own. */
  collation: z.string().nullable(),
  storage: z.enum(['plain', 'external', 'main', 'extended']),
  compression: z.string().nullable(),
  /** False for a column that exists only because a parent has it. */
  is_local: z.boolean(),
  settings: ColumnSettings.nullable(),
  comment: z.string().nullable(),
});
export type Column = z.infer<typeof Column>;

export const ForeignKeyAction = z.enum(['no-action', 'restrict', 'cascade', 'set-null', 'set-default']);

export const Constraint = z.object({
  name: z.string(),
  type: z.enum(['primary-key', 'unique', 'foreign-key', 'check', 'exclusion', 'not-null', 'trigger']),
  /** In key order (`conkey`). */
  columns: z.array(z.string()),
  /** Foreign keys only. `column_pairs` is in key order: referencing beside referenced. */
  references: z
    .object({
      schema: z.string(),
      name: z.string(),
      column_pairs: z.array(z.object({ column: z.string(), referenced_column: z.string() })),
      on_update: ForeignKeyAction,
      on_delete: ForeignKeyAction,
      match: z.enum(['simple', 'full', 'partial']),
    })
    .nullable(),
  deferrable: z.boolean(),
  initially_deferred: z.boolean(),
  validated: z.boolean(),
  is_local: z.boolean(),
  no_inherit: z.boolean(),
  /** True for the copy that a partition has of its parent's constraint. */
  is_inherited: z.boolean(),
  /** As `pg_get_constraintdef` prints it. */
  definition: z.string(),
  comment: z.string().nullable(),
});
export type Constraint = z.infer<typeof Constraint>;

export const IndexKey = z.object({
  /** Null for an expression. */
  column: z.string().nullable(),
  expression: z.string().nullable(),
  descending: z.boolean(),
  nulls_first: z.boolean(),
});

/** What few indexes have; an index that has none of it has no settings. */
export const IndexSettings = z.object({
  /** Storage parameters, as `name=value`. */
  options: z.array(z.string()),
  tablespace: z.string().nullable(),
  /** The table was last clustered on it. */
  clustered: z.boolean(),
  /** It is the table's replica identity. */
  replica_identity: z.boolean(),
  /** The index of the parent that this one is a part of. */
  partition_of: ObjectRef.nullable(),
  /** Of expressions, by their place among the keys (from 1); those without one of their own left out. */
  statistics_targets: z.array(z.object({ key: z.int(), target: z.int() })),
  depends_on_extensions: DependsOnExtensions,
});
export type IndexSettings = z.infer<typeof IndexSettings>;

export const Index = z.object({
  name: z.string(),
  method: z.string(),
  unique: z.boolean(),
  primary: z.boolean(),
  valid: z.boolean(),
  keys: z.array(IndexKey),
  /** Payload columns (`INCLUDE`), which are not keys. */
  include: z.array(z.string()),
  predicate: z.string().nullable(),
  settings: IndexSettings.nullable(),
  /** As `pg_get_indexdef` prints it. */
  definition: z.string(),
  comment: z.string().nullable(),
});
export type Index = z.infer<typeof Index>;

/** Whether something fires, by `session_replication_role`. */
export const FiringMode = z.enum(['origin', 'disabled', 'replica', 'always']);

export const Trigger = z.object({
  name: z.string(),
  timing: z.enum(['before', 'after', 'instead-of']),
  events: z.array(z.enum(['insert', 'update', 'delete', 'truncate'])),
  level: z.enum(['row', 'statement']),
  function: ObjectRef,
  enabled: FiringMode,
  /** True for the copy that a partition has of its parent's trigger. */
  is_inherited: z.boolean(),
  depends_on_extensions: DependsOnExtensions,
  /** As `pg_get_triggerdef` prints it. */
  definition: z.string(),
  comment: z.string().nullable(),
});
export type Trigger = z.infer<typeof Trigger>;

/** A rule that somebody made; what makes a view a view is its definition. */
export const Rule = z.object({
  name: z.string(),
  event: z.enum(['select', 'insert', 'update', 'delete']),
  is_instead: z.boolean(),
  enabled: FiringMode,
  /** As `pg_get_ruledef` prints it. */
  definition: z.string(),
  comment: z.string().nullable(),
});
export type Rule = z.infer<typeof Rule>;

/** A row security policy. */
export const Policy = z.object({
  name: z.string(),
  command: z.enum(['all', 'select', 'insert', 'update', 'delete']),
  permissive: z.boolean(),
  /** Empty for everybody (`PUBLIC`). */
  roles: z.array(z.string()),
  /** Which rows are seen. */
  using: z.string().nullable(),
  /** Which rows may be written. */
  check: z.string().nullable(),
  comment: z.string().nullable(),
});
export type Policy = z.infer<typeof Policy>;
