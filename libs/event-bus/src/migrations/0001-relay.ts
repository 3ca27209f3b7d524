import { forwardMigration } from '@cadastre/postgres';

export const EventBusRelay = forwardMigration(
  'EventBusRelay1700000007001',
  /* sql */ `
create schema event_bus;

create table event_bus.relay (
  singleton        boolean primary key default true check (singleton),
  position         bigint not null default 0 check (position >= 0),
  lane_positions   bigint[] not null default '{}',
  owner            text,
  epoch            bigint not null default 0,
  lease_expires_at timestamptz not null default '-infinity',
  updated_at       timestamptz not null default clock_timestamp()
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
insert into event_bus.relay default values;

comment on table event_bus.relay is 'How far the log is in Kafka, and who carries it there.';
comment on column event_bus.relay.position is 'Brokers have acknowledged all up to here.';
comment on column event_bus.relay.lane_positions is 'By lane: no event of it lies between that position and the relay''s. Empty until Kafka is used.';
comment on column event_bus.relay.epoch is 'Grows with every change of owner: whoever has an older one can move nothing.';
`,
);
