import { forwardMigration } from '@cadastre/postgres';

export const ProjectionsInitial = forwardMigration(
  'ProjectionsInitial1700000004001',
  /* sql */ `
create schema if not exists projections;

create table projections.checkpoints (
  name             text primary key,
  version          integer not null check (version >= 1),
  position         bigint not null default 0 check (position >= 0),
  owner            text,
  epoch            bigint not null default 0,
  lease_expires_at timestamptz not null default '-infinity',
  updated_at       timestamptz not null default clock_timestamp()
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

comment on column projections.checkpoints.position is 'All up to here is in the rows, or parked.';
comment on column projections.checkpoints.epoch is 'Grows with every change of owner: whoever has an older one can write nothing.';

create table projections.parked_keys (
  projection text not null references projections.checkpoints (name) on delete cascade,
  key        text not null,
  position   bigint not null,
  event_id   text not null,
  event_type text not null,
  code       text not null,
  reason     text not null,
  parked_at  timestamptz not null default clock_timestamp(),
  tries      integer not null default 1,
  requested  text check (requested in ('retry', 'skip')),
  primary key (projection, key)
);

comment on column projections.parked_keys.position is 'The event that cannot be applied.';
comment on column projections.parked_keys.requested is 'What a person asked for; the projector does it and clears it.';

create table projections.parked_events (
  projection text not null,
  key        text not null,
  position   bigint not null,
  primary key (projection, key, position),
  foreign key (projection, key) references projections.parked_keys (projection, key) on delete cascade
);
`,
);
