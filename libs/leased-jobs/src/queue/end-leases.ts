import type { Queryable } from '@cadastre/postgres';

/** A job whose row is locked is in use, and left to its lease. Answers how many leases ended. */
export const endLeases = async (db: Queryable, owner: string): Promise<number> => {
  const { rowCount } = await db.query(
    /* sql */ `
    with held as materialized (
      select job_id from jobs.jobs
       where state = 'running' and lease_owner = $1 and lease_expires_at > statement_timestamp()
         for no key update skip locked
    )
    update jobs.jobs as job set lease_expires_at = statement_timestamp()
      from held where job.job_id = held.job_id`,
    [owner],
  );
  return rowCount ?? 0;
};
