import { forwardMigration } from '@cadastre/postgres';

export const VaultCredentials = forwardMigration(
  'VaultCredentials1700000000401',
  /* sql */ `
      create schema if not exists vault;

      -- One row per credential that can still be opened. Destroying it destroys the only copy of its data key. By
      -- default autovacuum would never come to so small a table, and a destroyed row would lie in its file for years.
      create table vault.credentials (
        tenant_id text not null,
        integration_id uuid not null,
        version integer not null check (version > 0),
        key_id text not null,
        wrapped_key bytea not null,
        ciphertext bytea not null,
        created_at timestamptz not null default now(),
        primary key (tenant_id, integration_id, version)
      ) with (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);`,
);
