import type pg from 'pg';
import type { ClaimedJob, JobState, NewJob } from '../../src/job.ts';
import type { JobQueue } from '../../src/queue/job-queue.ts';

export const aJob = (jobId: string, overrides: Partial<NewJob> = {}): NewJob => ({
  jobId,
  tenantId: 'default',
  kind: 'sync',
  subjectId: 'subject-1',
  payload: { asked_by: 'test' },
  ...overrides,
});

type Row = {
  state: JobState;
  attempt: number;
  fence: number;
  cursor: unknown;
  lastError: { code: string; detail: string } | null;
  leaseOwner: string | null;
  isFinished: boolean;
};

export const readJob = async (pool: pg.Pool, jobId: string): Promise<Row> => {
  const { rows } = await pool.query<Row>(
    `select state, attempt, fence, cursor, last_error as "lastError", lease_owner as "leaseOwner",
            finished_at is not null as "isFinished"
       from jobs.jobs where job_id = $1`,
    [jobId],
  );
  if (rows[0] === undefined) throw new Error(`There is no job ${jobId}`);
  return rows[0];
};

export const claimOne = async (
  queue: JobQueue,
  owner = 'worker-1',
  leaseSeconds = 30,
): Promise<ClaimedJob> => {
  const [claim] = await queue.claim({ kinds: ['sync'], owner, limit: 1, leaseSeconds });
  if (claim === undefined) throw new Error('There was nothing to claim');
  return claim;
};

/** As if the worker had been silent for the whole lease; the tests do not have to wait for that. */
export const letLeaseRunOut = async (pool: pg.Pool, jobId: string): Promise<void> => {
  await pool.query(
    `update jobs.jobs set lease_expires_at = clock_timestamp() - interval '1 ms'
      where job_id = $1 and state = 'running'`,
    [jobId],
  );
};

export const emptyQueue = (pool: pg.Pool): Promise<unknown> => pool.query('truncate jobs.jobs');
