import { verifyLog } from '@cadastre/event-store';
import type { Queryable } from '@cadastre/postgres';
import type pg from 'pg';
import type { Finding } from './finding.ts';

/** Streams without gaps, positions without gaps, and the chain over all of it. */
export const checkLog = async (pool: pg.Pool): Promise<Finding[]> => [
  await finding(pool, {
    check: 'the versions of every stream are 1, 2, 3 …',
    looked: 'select count(*) as n from event_store.streams',
    wrong: /* sql */ `
      select format('stream %s has version %s and %s events from %s to %s', s.stream_id, s.version, e.n, e.low, e.high)
        from event_store.streams s
        left join (select stream_key, count(*) as n, count(distinct version) as versions,
                          min(version) as low, max(version) as high
                     from event_store.events group by stream_key) e using (stream_key)
       where s.version > 0
         and (e.n is distinct from s.version or e.versions <> e.n or e.low <> 1 or e.high <> s.version)`,
  }),
  await finding(pool, {
    check: 'the positions of the log are dense',
    looked: 'select last_position as n from event_store.sequencer',
    wrong: /* sql */ `
      select format('position %s follows %s', first_position, expected)
        from (select first_position,
                     coalesce(lag(first_position + event_count) over (order by first_position), 1) as expected
                from event_store.log) l
       where first_position <> expected
      union all
      select format('the log ends at %s, the sequencer says %s', l.head, s.last_position)
        from event_store.sequencer s,
             (select coalesce(max(first_position + event_count - 1), 0) as head from event_store.log) l
       where l.head <> s.last_position`,
  }),
  await finding(pool, {
    check: 'every commit has its place in the log',
    looked: 'select count(*) as n from event_store.commits',
    wrong: /* sql */ `
      select format('commit %s has no position', c.commit_id) from event_store.commits c
       where not exists (select from event_store.log l where l.commit_id = c.commit_id)`,
  }),
  await chain(pool),
];

const chain = async (pool: pg.Pool): Promise<Finding> => {
  const { ok, commits, firstBroken } = await verifyLog(pool);
  return {
    check: 'every digest and the whole hash chain are sound',
    looked: commits,
    wrong: ok ? [] : [JSON.stringify(firstBroken)],
  };
};

export const finding = async (
  db: Queryable,
  { check, looked, wrong }: { check: string; looked: string; wrong: string },
): Promise<Finding> => {
  const count = await db.query<{ n: string }>(looked);
  const { rows } = await db.query<{ format: string }>(wrong);
  return { check, looked: Number(count.rows[0]?.n ?? 0), wrong: rows.map(({ format }) => format) };
};
