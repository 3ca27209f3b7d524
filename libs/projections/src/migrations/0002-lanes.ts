import { forwardMigration } from '@cadastre/postgres';

export const ProjectionsLanes = forwardMigration(
  'ProjectionsLanes1700000004010',
  /* sql */ `
alter table projections.checkpoints add column lane_count integer check (lane_count >= 1);
alter table projections.checkpoints add column lanes_held_until timestamptz;

comment on column projections.checkpoints.lane_count is
  'Into how many lanes the projection is divided; null while one leader applies the whole log by position. With lanes, their rows say how far the projection is.';
comment on column projections.checkpoints.lanes_held_until is
  'Renewed by everybody who serves a lane; once it has passed a leader may take the lanes back.';

create table projections.lanes (
  projection text not null references projections.checkpoints (name) on delete cascade,
  lane       integer not null check (lane >= 0),
  version    integer not null,
  position   bigint not null check (position >= 0),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (projection, lane)
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

comment on column projections.lanes.version is 'Of the rows: code of another version may not write them.';
comment on column projections.lanes.position is 'All of this lane up to here is in the rows, or parked.';

alter table projections.parked_keys add column dead_lettered_position bigint;

comment on column projections.parked_keys.dead_lettered_position is
  'Of the event that a dead letter was sent about; one is due while this differs from position.';
`,
);
