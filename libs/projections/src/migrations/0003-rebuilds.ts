import { forwardMigration } from '@cadastre/postgres';

export const ProjectionsRebuilds = forwardMigration(
  'ProjectionsRebuilds1700000004020',
  /* sql */ `
create sequence projections.rebuild_epochs;

create table projections.rebuilds (
  rebuild_id       bigint generated always as identity primary key,
  schema_name      text not null,
  projections      text[] not null,
  versions         integer[] not null,
  state            text not null default 'requested' check (state in
    ('requested', 'loading', 'indexing', 'catching-up', 'swapped', 'done', 'failed', 'cancelled', 'superseded')),
  requested_by     text not null,
  requested_at     timestamptz not null default clock_timestamp(),
  started_at       timestamptz,
  finished_at      timestamptz,
  head             bigint,
  swap_tries       integer not null default 0,
  reason           text,
  is_cancelled     boolean not null default false,
  owner            text,
  epoch            bigint not null default 0,
  lease_expires_at timestamptz not null default '-infinity',
  check (cardinality(projections) > 0 and cardinality(projections) = cardinality(versions))
);
create unique index rebuilds_one_at_a_time on projections.rebuilds ((true)) where finished_at is null;

comment on table projections.rebuilds is 'Read models made anew beside those that serve; at most one at a time is not finished.';
comment on column projections.rebuilds.versions is 'Of the rows that are made, one for each projection: only a process with these versions writes them.';
comment on column projections.rebuilds.head is 'Of the log when it began: what progress is measured against.';
comment on column projections.rebuilds.epoch is 'Grows with every change of owner, over all rebuilds: whoever has an older one can change nothing.';
comment on column projections.rebuilds.reason is 'Why it failed, or why the last swap had to wait.';
`,
);
