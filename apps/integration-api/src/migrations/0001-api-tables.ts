import { forwardMigration } from '@cadastre/postgres';

export const ApiTables = forwardMigration(
  'ApiTables1700000070001',
  /* sql */ `
create schema api;

create table api.api_keys (
  key_id uuid primary key,
  tenant_id text not null,
  name text not null,
  key_sha256 bytea not null unique check (octet_length(key_sha256) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_of_tenant on api.api_keys (tenant_id, created_at, key_id);
comment on table api.api_keys is 'Who may call the API. The key itself is shown once and never stored.';

create table api.idempotency_keys (
  tenant_id text not null,
  key text not null,
  request_mac text not null,
  -- The attempt that holds the key: only it may store an answer or give the key back.
  attempt uuid not null,
  locked_until timestamptz not null,
  answer json,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, key)
);
create index idempotency_keys_by_expiry on api.idempotency_keys (expires_at);
comment on table api.idempotency_keys is 'Answers of commands that may be repeated, for 24 hours.';
`,
);
