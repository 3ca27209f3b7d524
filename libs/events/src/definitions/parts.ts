import { z } from 'zod';

/** Schema and name, as stored in pg_catalog: raw, unquoted. */
export const ObjectRef = z.object({ schema: z.string(), name: z.string() });
export type ObjectRef = z.infer<typeof ObjectRef>;

/** What every object has. */
export const commonParts = {
  owner: z.string(),
  comment: z.string().nullable(),
  /** The extension that owns the object, if one does. */
  extension: z.string().nullable(),
};

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
  /** As `pg_get_indexdef` prints it. */
  definition: z.string(),
  comment: z.string().nullable(),
});
export type Index = z.infer<typeof Index>;

export const Trigger = z.object({
  name: z.string(),
  timing: z.enum(['before', 'after', 'instead-of']),
  events: z.array(z.enum(['insert', 'update', 'delete', 'truncate'])),
  level: z.enum(['row', 'statement']),
  function: ObjectRef,
  enabled: z.enum(['origin', 'disabled', 'replica', 'always']),
  /** As `pg_get_triggerdef` prints it. */
  definition: z.string(),
  comment: z.string().nullable(),
});
export type Trigger = z.infer<typeof Trigger>;
