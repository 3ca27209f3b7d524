import { forwardMigration } from '@cadastre/postgres';
import { isolateTenants } from './tenant-isolation.ts';

export const ReadModelIntegrations = forwardMigration(
  'ReadModelIntegrations1700000050001',
  /* sql */ `
do $check$ begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the read models need a database in UTF8, this one is in %', current_setting('server_encoding');
  end if;
end $check$;

create schema read_model;

create table read_model.integrations (
  tenant_id text not null collate "C",
  integration_id uuid not null,
  integration_type text not null,
  name text not null collate "C",
  status text not null check (status in ('active', 'disabled', 'deleted')),
  host text not null,
  port int not null,
  database_name text not null,
  username text not null,
  ssl_mode text not null,
  options json not null,
  credential_version int not null,
  credential_updated_at timestamptz not null,
  latest_sync_id uuid,
  running_sync_id uuid,
  queued_sync_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  position bigint not null,
  primary key (tenant_id, integration_id)
);
create index integrations_newest on read_model.integrations (tenant_id, created_at, integration_id);
comment on table read_model.integrations is 'One row per registered database, deleted ones included.';
${isolateTenants('read_model.integrations')}`,
);
