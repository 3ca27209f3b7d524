import { z } from 'zod';

/** How an integration is synced; every field has a default, so `{}` is complete. */
export const IntegrationOptions = z.object({
  /** Only these schemas are catalogued; null for all that are not PostgreSQL's own. */
  include_schemas: z.array(z.string()).nullable().default(null),
  exclude_schemas: z.array(z.string()).default([]),
  /** Bound of one statement on the target, in milliseconds. */
  statement_timeout_ms: z.int().min(1_000).max(3_600_000).default(300_000),
});
export type IntegrationOptions = z.infer<typeof IntegrationOptions>;
