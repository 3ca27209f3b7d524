import type { Queryable } from '@cadastre/postgres';
import type { ClaimedJob } from '../job.ts';

export type ClaimRequest = {
  readonly kinds: readonly string[];
  readonly owner: string;
  readonly limit: number;
  readonly leaseSeconds: number;
  /** Not these: their last attempt still ends in this process. */
  readonly except?: readonly string[];
};

/**
 * One statement, by the database's clock alone. Leases that ran out come first: their subjects have waited
 * longest. A row that is locked (an owner writing, another claim) is passed over, never waited for.
 * A lost worker uses up an attempt; when none is left the claim says so and counts no further.
 */
const sql = /* sql */ `
with expired as materialized (
  select job_id, attempt
    from jobs.jobs
   where state = 'running' and lease_expires_at <= statement_timestamp()
     and kind = any($1) and job_id <> all($5)
   order by lease_expires_at
   limit $3
   for no key update skip locked
), due as materialized (
  select job_id, attempt
    from jobs.jobs
   where state = 'queued' and run_at <= statement_timestamp()
     and kind = any($1) and job_id <> all($5)
   order by run_at, job_id
   limit greatest($3 - (select count(*) from expired), 0)
   for no key update skip locked
), chosen as (
  select job_id, attempt, true as is_takeover from expired
  union all
  select job_id, attempt, false from due
)
update jobs.jobs as job
   set state = 'running',
       attempt = least(job.attempt + 1, job.max_attempts),
       fence = job.fence + 1,
       lease_owner = $2,
       lease_expires_at = clock_timestamp() + make_interval(secs => $4),
       started_at = coalesce(job.started_at, clock_timestamp()),
       updated_at = clock_timestamp(),
       last_error = case when not chosen.is_takeover then job.last_error
                         else json_build_object(
                           'code', 'worker-lost',
                           'detail', 'The worker ' || job.lease_owner || ' stopped renewing its lease') end
  from chosen
 where job.job_id = chosen.job_id
returning job.job_id as "jobId", job.tenant_id as "tenantId", job.kind, job.subject_id as "subjectId",
          job.payload, job.cursor, job.attempt, job.max_attempts as "maxAttempts", job.fence,
          job.lease_owner as owner, job.last_error as "lastError",
          chosen.is_takeover as "isTakeover", chosen.attempt >= job.max_attempts as "isExhausted"`;

export const claim = async (db: Queryable, request: ClaimRequest): Promise<ClaimedJob[]> => {
  const { kinds, owner, limit, leaseSeconds, except = [] } = request;
  const { rows } = await db.query<Omit<ClaimedJob, 'leaseSeconds'>>({
    name: 'jobs.claim',
    text: sql,
    values: [kinds, owner, limit, leaseSeconds, except],
  });
  return rows.map((row) => ({ ...row, fence: Number(row.fence), leaseSeconds }));
};

/**
 * Milliseconds until the next job falls due or the next lease runs out; null when neither is known. What is
 * due already does not count: either it was just claimed, or its row is locked and the sweep finds it.
 */
export const nextDueInMs = async (db: Queryable, kinds: readonly string[]): Promise<number | null> => {
  const { rows } = await db.query<{ ms: number | null }>({
    name: 'jobs.next-due',
    text: /* sql */ `
      select (extract(epoch from least(
               (select min(run_at) from jobs.jobs
                 where state = 'queued' and run_at > statement_timestamp() and kind = any($1)),
               (select min(lease_expires_at) from jobs.jobs
                 where state = 'running' and lease_expires_at > statement_timestamp() and kind = any($1))
             ) - clock_timestamp()) * 1000)::float8 as ms`,
    values: [kinds],
  });
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(0, Math.ceil(ms));
};
