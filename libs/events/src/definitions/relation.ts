import { z } from 'zod';
import {
  Column,
  Constraint,
  DependsOnExtensions,
  Index,
  ObjectRef,
  Policy,
  Rule,
  Trigger,
  commonParts,
} from './parts.ts';

const withColumns = {
  ...commonParts,
  /** In attnum order, without dropped ones. */
  columns: z.array(Column),
  /** Storage parameters, as `name=value`. */
  options: z.array(z.string()),
  triggers: z.array(Trigger),
};

const withStorage = {
  persistence: z.enum(['permanent', 'unlogged', 'temporary']),
  access_method: z.string().nullable(),
  tablespace: z.string().nullable(),
  /** Storage parameters of what is kept outside the rows (TOAST). */
  toast_options: z.array(z.string()),
  indexes: z.array(Index),
};

const tableParts = {
  ...withColumns,
  ...withStorage,
  constraints: z.array(Constraint),
  inherits: z.array(ObjectRef),
  /** `forced`: for the owner too; `off-but-forced`: once it is on. */
  row_security: z.enum(['off', 'on', 'forced', 'off-but-forced']),
  replica_identity: z.enum(['default', 'nothing', 'full', 'index']),
  /** The composite type it was made of (`CREATE TABLE … OF`), as SQL names it. */
  of_type: z.string().nullable(),
  rules: z.array(Rule),
  policies: z.array(Policy),
};

/** `definition` is what follows `PARTITION BY`, e.g. `RANGE (created_at)`. */
const PartitionKey = z.object({
  strategy: z.enum(['range', 'list', 'hash']),
  definition: z.string(),
});

export const TableDefinition = z.object({ ...tableParts });
export const PartitionedTableDefinition = z.object({ ...tableParts, partition_key: PartitionKey });
/** A partition may itself be partitioned; then it has a key too. */
export const PartitionDefinition = z.object({
  ...tableParts,
  partition_of: z.object({ schema: z.string(), name: z.string(), bound: z.string() }),
  partition_key: PartitionKey.nullable(),
});
export const ForeignTableDefinition = z.object({
  ...withColumns,
  constraints: z.array(Constraint),
  inherits: z.array(ObjectRef),
  partition_of: z.object({ schema: z.string(), name: z.string(), bound: z.string() }).nullable(),
  server: z.string(),
  foreign_options: z.array(z.string()),
});
export const ViewDefinition = z.object({ ...withColumns, rules: z.array(Rule), definition: z.string() });
export const MaterializedViewDefinition = z.object({
  ...withColumns,
  ...withStorage,
  rules: z.array(Rule),
  definition: z.string(),
  is_populated: z.boolean(),
  depends_on_extensions: DependsOnExtensions,
});
export const SequenceDefinition = z.object({
  ...commonParts,
  persistence: z.enum(['permanent', 'unlogged', 'temporary']),
  data_type: z.string(),
  /** Decimal strings: they may exceed 2^53. */
  start: z.string(),
  increment: z.string(),
  minimum: z.string(),
  maximum: z.string(),
  cache: z.string(),
  cycles: z.boolean(),
  /** True for the sequence behind an identity column: PostgreSQL makes and drops it with the column. */
  is_identity: z.boolean(),
  /** That column's kind; null for any other sequence. */
  identity_kind: z.enum(['always', 'by-default']).nullable(),
  owned_by: z.object({ schema: z.string(), name: z.string(), column: z.string() }).nullable(),
});
