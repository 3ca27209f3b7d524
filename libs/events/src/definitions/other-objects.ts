import { z } from 'zod';
import { commonParts } from './parts.ts';

export const SchemaDefinition = z.object({ ...commonParts });

export const ExtensionDefinition = z.object({
  ...commonParts,
  version: z.string(),
  /** Where its relocatable objects live. */
  schema: z.string(),
  relocatable: z.boolean(),
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
  cost: z.number(),
  rows: z.number(),
  configuration: z.array(z.string()),
  /** As `pg_get_functiondef` prints it; null for an aggregate. Capped: see `truncated`. */
  definition: z.string().nullable(),
  /** True when the definition is longer than Cadastre keeps (256 KiB). */
  truncated: z.boolean(),
});

export const DomainConstraint = z.object({
  name: z.string(),
  definition: z.string(),
  validated: z.boolean(),
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
});
