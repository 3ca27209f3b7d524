import { z } from 'zod';
import { ObjectRef, commonParts, ownerlessParts } from './parts.ts';

/**
 * Types, functions and operators are named here as SQL names them with an empty search path: quoted and qualified where
 * they have to be (`text`, `shop."Order"`, `shop.cmp(shop.pair,shop.pair)`).
 */

export const CastDefinition = z.object({
  ...ownerlessParts,
  source: z.string(),
  target: z.string(),
  /** `binary`: the bytes are the same; `inout`: through the text form. */
  method: z.enum(['function', 'binary', 'inout']),
  /** With its argument types; null unless `method` is `function`. */
  function: z.string().nullable(),
  context: z.enum(['explicit', 'assignment', 'implicit']),
});

export const OperatorDefinition = z.object({
  ...commonParts,
  /** Null for a prefix operator. */
  left: z.string().nullable(),
  /** Null for a postfix operator, which PostgreSQL 14 did away with. */
  right: z.string().nullable(),
  result: z.string(),
  function: z.string(),
  commutator: ObjectRef.nullable(),
  negator: ObjectRef.nullable(),
  /** Estimators of how many rows pass, in a condition and in a join. */
  restriction_estimator: z.string().nullable(),
  join_estimator: z.string().nullable(),
  hashes: z.boolean(),
  merges: z.boolean(),
});

const FamilyMembers = {
  /** In the order of strategies, and in that in which they were added. */
  operators: z.array(
    z.object({
      strategy: z.int(),
      /** With its argument types. */
      operator: z.string(),
      /** For an ordering operator: the family that says in which order. */
      sort_family: ObjectRef.nullable(),
    }),
  ),
  /** In the order of numbers, and in that in which they were added. */
  functions: z.array(
    z.object({ number: z.int(), left: z.string(), right: z.string(), function: z.string() }),
  ),
};

export const OperatorClassDefinition = z.object({
  ...commonParts,
  method: z.string(),
  family: ObjectRef,
  input_type: z.string(),
  /** What the index stores; null for the input type itself. */
  storage_type: z.string().nullable(),
  /** Used for a column of the type that names no class. */
  is_default: z.boolean(),
  ...FamilyMembers,
});

/** Members are those that belong to no class of the family. */
export const OperatorFamilyDefinition = z.object({ ...commonParts, method: z.string(), ...FamilyMembers });

export const AccessMethodDefinition = z.object({
  ...ownerlessParts,
  method_type: z.enum(['index', 'table']),
  handler: z.string(),
});
