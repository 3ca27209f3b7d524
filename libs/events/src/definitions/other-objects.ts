import { z } from 'zod';
import { DependsOnExtensions, ObjectRef, commonParts } from './parts.ts';

export const SchemaDefinition = z.object({ ...commonParts });

export const ExtensionDefinition = z.object({
  ...commonParts,
  version: z.string(),
  /** Where its relocatable objects live. */
  schema: z.string(),
  relocatable: z.boolean(),
});

/** Functions, types and operators as SQL names them with an empty search path. */
const AggregateState = z.object({
  transition: z.string(),
  type: z.string(),
  /** Bytes that the planner reckons with; 0 for its own guess. */
  space: z.int(),
  final: z.string().nullable(),
  final_extra: z.boolean(),
  final_modify: z.enum(['read-only', 'shareable', 'read-write']),
  initial: z.string().nullable(),
});

export const Aggregate = z.object({
  sort: z.enum(['normal', 'ordered-set', 'hypothetical-set']),
  state: AggregateState,
  combine: z.string().nullable(),
  serialize: z.string().nullable(),
  deserialize: z.string().nullable(),
  /** For moving windows. */
  moving: AggregateState.extend({ inverse: z.string() }).nullable(),
  /** With its schema, for `OPERATOR(…)`. */
  sort_operator: z.string().nullable(),
});

export const RoutineDefinition = z.object({
  ...commonParts,
  routine_kind: z.enum(['function', 'procedure', 'aggregate', 'window']),
  /** `pg_get_function_identity_arguments`: what tells overloads apart. */
  identity_arguments: z.string(),
  /** `pg_get_function_arguments`: with names, modes and defaults. */
  arguments: z.string(),
  /** Null for a procedure. */
  returns: z.string().nullable(),
  language: z.string(),
  volatility: z.enum(['immutable', 'stable', 'volatile']),
  parallel: z.enum(['safe', 'restricted', 'unsafe']),
  strict: z.boolean(),
  leakproof: z.boolean(),
  security_definer: z.boolean(),
  aggregate: Aggregate.nullable(),
  cost: z.number(),
  rows: z.number(),
  configuration: z.array(z.string()),
  depends_on_extensions: DependsOnExtensions,
  /** As `pg_get_functiondef` prints it; null for an aggregate. Capped: see `truncated`. */
  definition: z.string().nullable(),
  /** True when the definition is longer than Cadastre keeps (256 KiB). */
  truncated: z.boolean(),
});

export const DomainConstraint = z.object({
  name: z.string(),
  definition: z.string(),
  validated: z.boolean(),
  comment: z.string().nullable(),
});

/** Functions and operator classes as SQL names them with an empty search path. */
const Range = z.object({
  subtype_operator_class: z.string().nullable(),
  collation: z.string().nullable(),
  canonical: z.string().nullable(),
  subtype_diff: z.string().nullable(),
  /** Since PostgreSQL 14. */
  multirange: ObjectRef.nullable(),
});

const BaseType = z.object({
  input: z.string(),
  output: z.string(),
  receive: z.string().nullable(),
  send: z.string().nullable(),
  modifier_input: z.string().nullable(),
  modifier_output: z.string().nullable(),
  analyze: z.string().nullable(),
  subscript: z.string().nullable(),
  /** Bytes; null where it varies. */
  length: z.int().nullable(),
  by_value: z.boolean(),
  alignment: z.enum(['char', 'int2', 'int4', 'double']),
  storage: z.enum(['plain', 'external', 'main', 'extended']),
  category: z.string(),
  preferred: z.boolean(),
  default: z.string().nullable(),
  element: z.string().nullable(),
  delimiter: z.string(),
  collatable: z.boolean(),
});

export const TypeDefinition = z.object({
  ...commonParts,
  type_kind: z.enum(['enum', 'domain', 'composite', 'range', 'multirange', 'base', 'pseudo']),
  /** Enum labels in sort order. */
  labels: z.array(z.string()),
  domain: z
    .object({
      base_type: z.string(),
      not_null: z.boolean(),
      /** Since PostgreSQL 17 not-null is a constraint with a name. */
      not_null_constraint: z.string().nullable(),
      default: z.string().nullable(),
      collation: z.string().nullable(),
      constraints: z.array(DomainConstraint),
    })
    .nullable(),
  /** Composite types. */
  attributes: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      collation: z.string().nullable(),
      comment: z.string().nullable(),
    }),
  ),
  /** Range types: the subtype. */
  subtype: z.string().nullable(),
  range: Range.nullable(),
  base: BaseType.nullable(),
  /** False for a shell: a name that waits for its definition. */
  is_defined: z.boolean(),
});
