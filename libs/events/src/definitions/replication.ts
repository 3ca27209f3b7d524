import { z } from 'zod';
import { commonParts } from './parts.ts';

export const PublicationDefinition = z.object({
  ...commonParts,
  all_tables: z.boolean(),
  operations: z.array(z.enum(['insert', 'update', 'delete', 'truncate'])),
  /** Changes of partitions are published as those of the table at the root. */
  via_root: z.boolean(),
  /** Whether generated columns are published that no column list names. */
  generated_columns: z.enum(['none', 'stored']),
  /** By schema and name, in code units. */
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      /** In column order; null for all columns. */
      columns: z.array(z.string()).nullable(),
      /** The condition that rows have to meet. */
      filter: z.string().nullable(),
    }),
  ),
  /** Schemas that are published whole. */
  schemas: z.array(z.string()),
});

/** The connection string is never read: it may hold a password. */
export const SubscriptionDefinition = z.object({
  ...commonParts,
  enabled: z.boolean(),
  /** Null for none. */
  slot_name: z.string().nullable(),
  publications: z.array(z.string()),
  /** Every other option that the server's version has, as `name=value`, by name. */
  options: z.array(z.string()),
});
