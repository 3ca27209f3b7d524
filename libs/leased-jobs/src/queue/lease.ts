import type { Queryable } from '@cadastre/postgres';
import type { Fence, JobState } from '../job.ts';
import { LeaseLost, type LeaseLostReason } from '../lease-lost.ts';

/** Throws LeaseLost unless a statement that was bound to the fence found its row. */
export const refuseGhost = async (
  db: Queryable,
  { jobId, fence }: Fence,
  rowCount: number | null,
): Promise<void> => {
  if (rowCount === 1) return;
  throw new LeaseLost({ jobId, fence, reason: await lossReason(db, jobId, fence) });
};

const lossReason = async (db: Queryable, jobId: string, fence: number): Promise<LeaseLostReason> => {
  const { rows } = await db.query<{ state: JobState; fence: number }>(
    'select state, fence from jobs.jobs where job_id = $1',
    [jobId],
  );
  const job = rows[0];
  if (job === undefined) return 'not-found';
  if (job.state === 'cancelled') return 'cancelled';
  return Number(job.fence) === fence && job.state !== 'queued' ? 'finished' : 'taken-over';
};

/**
 * Locks the job's row until the caller's transaction ends: nobody can take the job over, cancel it or settle it
 * in between. Writing is a sign of life, so it renews the lease too: heartbeats pass over locked rows, and would never
 * get through to a job that writes all the time. A process that is paused inside such a transaction would hold the
 * lock for ever, so the server is told to end the session when it stays idle for half a lease.
 */
export const guard = async (tx: Queryable, claim: Fence): Promise<void> => {
  const { rowCount } = await tx.query({
    name: 'jobs.guard',
    text: /* sql */ `
      update jobs.jobs
         set lease_expires_at = clock_timestamp() + make_interval(secs => $3)
       where job_id = $1 and fence = $2 and state = 'running'
      returning set_config('idle_in_transaction_session_timeout', $4, true)`,
    values: [claim.jobId, claim.fence, claim.leaseSeconds, String(Math.ceil(claim.leaseSeconds * 500))],
  });
  await refuseGhost(tx, claim, rowCount);
};

export type LeaseCheck = { readonly claim: Fence; readonly isRenewalDue: boolean };
export type LeaseReport = {
  readonly jobId: string;
  readonly fence: number;
  readonly state: LeaseState;
  /** What is left of the lease, by the database's clock; renewals by `guard` included. 0 when it is lost. */
  readonly remainingMs: number;
};
/** `held`: still ours, not renewed (not due, or its row is locked just now). */
export type LeaseState = 'renewed' | 'held' | 'cancelled' | 'lost';

/**
 * Renews those that are due and looks at all of them, in one statement. A row that is locked is in use, by its
 * owner's transaction as a rule: it is passed over, so that a heartbeat never waits behind the work.
 */
export const checkLeases = async (
  db: Queryable,
  checks: readonly LeaseCheck[],
  timeoutMs: number,
): Promise<LeaseReport[]> => {
  const query = {
    name: 'jobs.check-leases',
    query_timeout: timeoutMs, // pg's own, missing in its types
    text: /* sql */ `
      with asked as (
        select * from unnest($1::text[], $2::bigint[], $3::bool[], $4::float8[])
                      as asked(job_id, fence, is_due, lease_seconds)
      ), free as materialized (
        select job.job_id, asked.lease_seconds
          from asked join jobs.jobs as job using (job_id, fence)
         where asked.is_due and job.state = 'running'
           for no key update of job skip locked
      ), renewed as (
        update jobs.jobs as job
           set lease_expires_at = clock_timestamp() + make_interval(secs => free.lease_seconds)
          from free
         where job.job_id = free.job_id
        returning job.job_id, job.lease_expires_at
      )
      select asked.job_id as "jobId", asked.fence,
             case when renewed.job_id is not null then 'renewed'
                  when job.fence = asked.fence and job.state = 'running' then 'held'
                  when job.fence = asked.fence and job.state = 'cancelled' then 'cancelled'
                  else 'lost' end as state,
             case when job.fence = asked.fence and job.state = 'running'
                  then extract(epoch from coalesce(renewed.lease_expires_at, job.lease_expires_at)
                                          - clock_timestamp()) * 1000
                  else 0 end::float8 as "remainingMs"
        from asked
        left join jobs.jobs as job using (job_id)
        left join renewed using (job_id)`,
    values: [
      checks.map(({ claim }) => claim.jobId),
      checks.map(({ claim }) => claim.fence),
      checks.map(({ isRenewalDue }) => isRenewalDue),
      checks.map(({ claim }) => claim.leaseSeconds),
    ],
  };
  const { rows } = await db.query<LeaseReport>(query);
  return rows.map((row) => ({ ...row, fence: Number(row.fence) }));
};
