import { z } from 'zod';

export const IntegrationId = z.uuid().brand<'IntegrationId'>();
export type IntegrationId = z.infer<typeof IntegrationId>;

export const SyncId = z.uuid().brand<'SyncId'>();
export type SyncId = z.infer<typeof SyncId>;

/** Who owns a row. Lower-case label, also the shard key. */
export const TenantId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
  .brand<'TenantId'>();
export type TenantId = z.infer<typeof TenantId>;

/** ISO 8601 in UTC, as `Date.prototype.toISOString` prints it. */
export const Timestamp = z.iso.datetime();

/** libpq's words with libpq's meaning. */
export const SslMode = z.enum(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']);
export type SslMode = z.infer<typeof SslMode>;

/** Where a target is and as whom we go there: everything of a credential that is not secret. */
export const TargetAddress = z.object({
  host: z.string(),
  port: z.int().min(1).max(65_535),
  database_name: z.string(),
  username: z.string(),
  ssl_mode: SslMode,
});
export type TargetAddress = z.infer<typeof TargetAddress>;

export const integrationStream = (id: IntegrationId): string => `integration-${id}`;
export const syncStream = (id: SyncId): string => `sync-${id}`;
export const catalogStream = (id: IntegrationId): string => `catalog-${id}`;
