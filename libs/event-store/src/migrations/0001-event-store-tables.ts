import { forwardMigration } from '@cadastre/postgres';

export const EventStoreTables = forwardMigration(
  'EventStoreTables1700000010001',
  /* sql */ `
do $check$ begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the event store needs a database in UTF8, this one is in %', current_setting('server_encoding');
  end if;
end $check$;

create schema event_store;
-- Partitions live apart: rights that are given on all tables of event_store do not reach them, so that
-- the application role goes through the parent table or not at all.
create schema event_store_partitions;

create table event_store.streams (
  stream_key bigint generated always as identity primary key,
  tenant_id text not null,
  stream_id text not null unique,
  category text not null,
  version int not null check (version >= 0)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
comment on table event_store.streams is 'One row per stream; its row lock is what makes versions unique.';

create sequence event_store.commit_ids as bigint;

create table event_store.commits (
  commit_id bigint primary key,
  recorded_at timestamptz not null,
  event_count int not null check (event_count > 0),
  tenant_id text not null,
  actor text not null,
  command_id text not null,
  correlation_id text not null,
  causation_id text,
  digest bytea not null,
  unique (tenant_id, command_id)
);
comment on table event_store.commits is 'One row per atomic append: who, when, why, and the digest of what was written.';

create table event_store.events (
  commit_id bigint not null,
  stream_key bigint not null,
  ordinal int not null,
  version int not null,
  schema_version smallint not null,
  type text not null,
  data json not null,
  primary key (commit_id, ordinal)
) partition by range (commit_id);
create index events_of_stream on event_store.events (stream_key, version);
comment on column event_store.events.data is 'json, not jsonb: the stored text is what the digest covers.';

create table event_store.pending (commit_id bigint primary key)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
comment on table event_store.pending is 'Commits that have no position yet.';

create table event_store.log (
  first_position bigint primary key,
  event_count int not null,
  commit_id bigint not null unique,
  chain_hash bytea not null
);
comment on table event_store.log is 'The order of all commits: dense positions, and the hash chain over them.';

create table event_store.sequencer (
  singleton boolean primary key default true check (singleton),
  last_position bigint not null,
  head_hash bytea not null,
  owner text,
  epoch bigint not null,
  expires_at timestamptz not null
) with (fillfactor = 10);
insert into event_store.sequencer (last_position, head_hash, owner, epoch, expires_at)
values (0, decode(repeat('00', 32), 'hex'), null, 0, '-infinity');

create table event_store.snapshots (
  stream_key bigint not null,
  fold text not null,
  version int not null,
  state json not null,
  taken_at timestamptz not null default now(),
  primary key (stream_key, fold)
);
comment on table event_store.snapshots is 'Folded states, to shorten long folds. Can be emptied at any time.';
`,
);
