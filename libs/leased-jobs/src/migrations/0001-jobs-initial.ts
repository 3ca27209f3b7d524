import { forwardMigration } from '@cadastre/postgres';

export const JobsInitial = forwardMigration(
  'JobsInitial1700000003001',
  /* sql */ `
create schema if not exists jobs;

create table jobs.jobs (
  job_id           text primary key,
  tenant_id        text not null,
  kind             text not null,
  subject_id       text not null,
  payload          json not null,
  state            text not null default 'queued'
                     check (state in ('queued', 'running', 'completed', 'dead', 'cancelled')),
  run_at           timestamptz not null default statement_timestamp(),
  attempt          integer not null default 0 check (attempt >= 0),
  max_attempts     integer not null default 5 check (max_attempts >= 1),
  fence            bigint not null default 0,
  lease_owner      text,
  lease_expires_at timestamptz,
  cursor           json,
  last_error       json,
  created_at       timestamptz not null default statement_timestamp(),
  updated_at       timestamptz not null default statement_timestamp(),
  started_at       timestamptz,
  finished_at      timestamptz,
  constraint jobs_running_has_lease
    check ((state = 'running') = (lease_owner is not null and lease_expires_at is not null)),
  constraint jobs_finished_has_time
    check ((state in ('completed', 'dead', 'cancelled')) = (finished_at is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

comment on column jobs.jobs.lease_expires_at is 'Renewed all the time: kept out of every index, so that renewals stay within their page.';
comment on column jobs.jobs.attempt is 'Tries begun since the job was put or requeued.';
comment on column jobs.jobs.fence is 'Claims ever made: grows with each, never set back. The right to write is bound to it.';

create index jobs_queued on jobs.jobs (run_at, job_id) where state = 'queued';
create index jobs_running on jobs.jobs (job_id) where state = 'running';
create index jobs_dead on jobs.jobs (kind) where state = 'dead';
create index jobs_of_subject on jobs.jobs (tenant_id, kind, subject_id);
`,
);
