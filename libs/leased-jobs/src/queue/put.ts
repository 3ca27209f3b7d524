import type { Queryable } from '@cadastre/postgres';
import type { JobState, JobSubject, NewJob } from '../job.ts';

/** In the transaction that decided on the work, or from a doorbell: ringing twice puts one job. */
export const enqueue = async (tx: Queryable, job: NewJob): Promise<'enqueued' | 'exists'> => {
  const { rowCount } = await tx.query({
    name: 'jobs.enqueue',
    text: /* sql */ `
      insert into jobs.jobs (job_id, tenant_id, kind, subject_id, payload, run_at, max_attempts)
      values ($1, $2, $3, $4, $5, coalesce($6::timestamptz, statement_timestamp()), coalesce($7::integer, 5))
      on conflict (job_id) do nothing`,
    values: [
      job.jobId,
      job.tenantId,
      job.kind,
      job.subjectId,
      JSON.stringify(job.payload),
      job.runAt ?? null,
      job.maxAttempts ?? null,
    ],
  });
  return rowCount === 1 ? 'enqueued' : 'exists';
};

/**
 * Ends a queued or running job for good. It takes the row's lock first, as `guard` does: of a worker that
 * completes and a person who cancels, one is first and the other is told. Its worker notices within a second.
 */
export const cancel = async (
  tx: Queryable,
  jobId: string,
): Promise<'cancelled' | 'finished' | 'not-found'> => {
  const { rows } = await tx.query<{ state: JobState }>(
    'select state from jobs.jobs where job_id = $1 for no key update',
    [jobId],
  );
  const state = rows[0]?.state;
  if (state === undefined) return 'not-found';
  if (state !== 'queued' && state !== 'running') return 'finished';
  await tx.query(
    /* sql */ `
    update jobs.jobs
       set state = 'cancelled', lease_owner = null, lease_expires_at = null,
           finished_at = clock_timestamp(), updated_at = clock_timestamp()
     where job_id = $1`,
    [jobId],
  );
  return 'cancelled';
};

/** Brings a dead job back with all its attempts; it goes on at its cursor. */
export const requeue = async (
  tx: Queryable,
  jobId: string,
): Promise<'requeued' | 'not-dead' | 'not-found'> => {
  const { rowCount } = await tx.query(
    /* sql */ `
    update jobs.jobs
       set state = 'queued', attempt = 0, run_at = clock_timestamp(), finished_at = null,
           updated_at = clock_timestamp()
     where job_id = $1 and state = 'dead'`,
    [jobId],
  );
  if (rowCount === 1) return 'requeued';
  const { rows } = await tx.query('select 1 from jobs.jobs where job_id = $1', [jobId]);
  return rows.length === 0 ? 'not-found' : 'not-dead';
};

/**
 * What waits for a later time is due now: what it failed of was mended. Attempts stay counted, and what runs, is over or
 * was due before is left alone. Answers how many jobs need not wait any longer.
 */
export const bringForward = async (
  tx: Queryable,
  { tenantId, kind, subjectId }: JobSubject,
): Promise<number> => {
  const { rowCount } = await tx.query({
    name: 'jobs.bring-forward',
    text: /* sql */ `
      update jobs.jobs
         set run_at = clock_timestamp(), updated_at = clock_timestamp()
       where tenant_id = $1 and kind = $2 and subject_id = $3
         and state = 'queued' and run_at > clock_timestamp()`,
    values: [tenantId, kind, subjectId],
  });
  return rowCount ?? 0;
};
