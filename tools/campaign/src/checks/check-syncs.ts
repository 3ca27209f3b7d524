import type pg from 'pg';
import { finding } from './check-log.ts';
import type { Finding } from './finding.ts';

const terminal = `('SyncCompleted', 'SyncFailed', 'SyncCancelled', 'SyncDeadLettered')`;

/** Syncs, jobs and credentials, when everything has come to rest. */
export const checkSyncs = async (pool: pg.Pool): Promise<Finding[]> => [
  await finding(pool, {
    check: 'every sync has one terminal event for each time it was asked for',
    looked: `select count(distinct data->>'sync_id') as n from event_store.events where type = 'SyncRequested'`,
    wrong: /* sql */ `
      select format('sync %s was asked for %s times and ended %s times', sync_id, asked, ended)
        from (select data->>'sync_id' as sync_id,
                     count(*) filter (where type in ('SyncRequested', 'SyncRequeued')) as asked,
                     count(*) filter (where type in ${terminal}) as ended
                from event_store.events
               where type in ('SyncRequested', 'SyncRequeued') or type in ${terminal}
               group by 1) s
       where asked <> ended`,
  }),
  await finding(pool, {
    check: 'no job is queued or running when nothing is left to do',
    looked: 'select count(*) as n from jobs.jobs',
    wrong: /* sql */ `
      select format('job %s of %s is %s', job_id, subject_id, state) from jobs.jobs where state in ('queued', 'running')`,
  }),
  await finding(pool, {
    check: 'a dead job is a dead-lettered sync, and the other way round',
    looked: `select count(*) as n from event_store.events where type = 'SyncDeadLettered'`,
    wrong: /* sql */ `
      select format('job %s is %s and its sync %s', j.job_id, j.state, s.status)
        from jobs.jobs j left join read_model.syncs s on s.sync_id::text = j.job_id
       where (j.state = 'dead') <> coalesce(s.dead_letter, false)`,
  }),
  await finding(pool, {
    check: 'no key of a projection is parked',
    looked: 'select count(*) as n from projections.checkpoints',
    wrong: `select format('%s: key %s, %s', projection, key, reason) from projections.parked_keys`,
  }),
  await finding(pool, {
    check: 'an integration has a credential as long as it is not deleted',
    looked: 'select count(*) as n from read_model.integrations',
    wrong: /* sql */ `
      select format('integration %s is %s and has %s credentials', i.integration_id, i.status, c.n)
        from read_model.integrations i,
             lateral (select count(*) as n from vault.credentials v
                       where v.tenant_id = i.tenant_id and v.integration_id = i.integration_id) c
       where c.n <> case when i.status = 'deleted' then 0 else 1 end`,
  }),
];
