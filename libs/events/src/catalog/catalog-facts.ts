import { z } from 'zod';

/** SHA-256 of a definition's JSON, in hex: equal hash, equal definition. */
export const DefinitionHash = z.string().regex(/^[0-9a-f]{64}$/);
export type DefinitionHash = z.infer<typeof DefinitionHash>;

export const ObjectName = z.object({
  schema: z.string().nullable(),
  name: z.string(),
  qualified_name: z.string(),
});
export type ObjectName = z.infer<typeof ObjectName>;

/** Sizes in bytes. `row_estimate` is the planner's; null where the relation was never analysed. */
export const RelationStatistics = z.object({
  oid: z.int().positive(),
  row_estimate: z.number().nonnegative().nullable(),
  table_bytes: z.int().nonnegative(),
  index_bytes: z.int().nonnegative(),
  total_bytes: z.int().nonnegative(),
});
export type RelationStatistics = z.infer<typeof RelationStatistics>;
