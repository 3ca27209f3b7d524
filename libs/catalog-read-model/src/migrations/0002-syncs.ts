import { forwardMigration } from '@cadastre/postgres';
import { isolateTenants } from './tenant-isolation.ts';

export const ReadModelSyncs = forwardMigration(
  'ReadModelSyncs1700000050002',
  /* sql */ `
create table read_model.syncs (
  tenant_id text not null collate "C",
  sync_id uuid not null,
  integration_id uuid not null,
  status text not null check (status in ('STARTED', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  trigger text not null,
  attempt int not null,
  worker text,
  dead_letter boolean not null,
  activities json not null,
  counts json not null,
  skipped json not null,
  footprint json,
  error json,
  requested_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  position bigint not null,
  primary key (tenant_id, sync_id)
) with (fillfactor = 70);
create index syncs_newest on read_model.syncs (tenant_id, requested_at, sync_id);
create index syncs_newest_of_integration on read_model.syncs (tenant_id, integration_id, requested_at, sync_id);
comment on table read_model.syncs is 'One row per sync, with the state of each of its activities.';
${isolateTenants('read_model.syncs')}`,
);
