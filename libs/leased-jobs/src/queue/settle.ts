import type { Queryable } from '@cadastre/postgres';
import type { Fence, JobError, Json } from '../job.ts';
import { refuseGhost } from './lease.ts';

/** Saves where the work stands, and renews the lease. Belongs into the transaction of the rows it stands for. */
export const progress = async (tx: Queryable, claim: Fence, cursor: Json): Promise<void> => {
  const { rowCount } = await tx.query({
    name: 'jobs.progress',
    text: /* sql */ `
      update jobs.jobs
         set cursor = $3, updated_at = clock_timestamp(),
             lease_expires_at = clock_timestamp() + make_interval(secs => $4)
       where job_id = $1 and fence = $2 and state = 'running'`,
    values: [claim.jobId, claim.fence, JSON.stringify(cursor), claim.leaseSeconds],
  });
  await refuseGhost(tx, claim, rowCount);
};

const finish = /* sql */ `
  update jobs.jobs
     set state = $3, last_error = coalesce($4, last_error), lease_owner = null, lease_expires_at = null,
         finished_at = clock_timestamp(), updated_at = clock_timestamp()
   where job_id = $1 and fence = $2 and state = 'running'`;

export const complete = async (tx: Queryable, claim: Fence): Promise<void> => {
  const { rowCount } = await tx.query(finish, [claim.jobId, claim.fence, 'completed', null]);
  await refuseGhost(tx, claim, rowCount);
};

/** For handlers that settled nothing themselves. Says whether there was something left to settle. */
export const completeIfHeld = async (db: Queryable, claim: Fence): Promise<boolean> => {
  const { rowCount } = await db.query(finish, [claim.jobId, claim.fence, 'completed', null]);
  return rowCount === 1;
};

export const deadLetter = async (tx: Queryable, claim: Fence, error: JobError): Promise<void> => {
  const { rowCount } = await tx.query(finish, [claim.jobId, claim.fence, 'dead', JSON.stringify(error)]);
  await refuseGhost(tx, claim, rowCount);
};

export type Retry = {
  readonly error: JobError;
  /** Counted by the database's clock from now. */
  readonly delayMs: number;
};

const giveBack = /* sql */ `
  update jobs.jobs
     set state = 'queued', lease_owner = null, lease_expires_at = null,
         run_at = clock_timestamp() + make_interval(secs => $3::float8 / 1000),
         last_error = coalesce($4, last_error), attempt = attempt - $5, updated_at = clock_timestamp()
   where job_id = $1 and fence = $2 and state = 'running'`;

export const retryLater = async (tx: Queryable, claim: Fence, { error, delayMs }: Retry): Promise<void> => {
  const { rowCount } = await tx.query(giveBack, [
    claim.jobId,
    claim.fence,
    delayMs,
    JSON.stringify(error),
    0,
  ]);
  await refuseGhost(tx, claim, rowCount);
};

/**
 * Gives jobs back at once. `countsAsAttempt` false: nothing was wrong with them, so the attempt is given back
 * too. Claims that no longer hold are left alone. Answers how many were released.
 */
export const release = async (
  db: Queryable,
  claim: Fence,
  { countsAsAttempt }: { countsAsAttempt: boolean },
): Promise<boolean> => {
  const { rowCount } = await db.query(giveBack, [claim.jobId, claim.fence, 0, null, countsAsAttempt ? 0 : 1]);
  return rowCount === 1;
};
