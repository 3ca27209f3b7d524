import type { Queryable } from '@cadastre/postgres';
import type { JobStats } from '../job.ts';

/** Reads the partial indexes only: what is finished costs nothing. Kinds with nothing to show are left out. */
export const stats = async (db: Queryable): Promise<JobStats[]> => {
  const { rows } = await db.query<JobStats>(/* sql */ `
    with open_jobs as (
      select kind, 'queued' as state, run_at from jobs.jobs where state = 'queued'
      union all
      select kind, 'running', null from jobs.jobs where state = 'running'
      union all
      select kind, 'dead', null from jobs.jobs where state = 'dead'
    )
    select kind,
           (count(*) filter (where state = 'queued'))::integer as queued,
           (count(*) filter (where state = 'running'))::integer as running,
           (count(*) filter (where state = 'dead'))::integer as dead,
           greatest(coalesce(extract(epoch from statement_timestamp() - min(run_at)), 0), 0)::float8
             as "oldestDueSeconds"
      from open_jobs
     group by kind
     order by kind`);
  return rows;
};
