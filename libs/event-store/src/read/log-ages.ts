import type { Queryable } from '@cadastre/postgres';

/** What waits for the sequencer, and who turns it. */
export type SequencerState = {
  /** The last position given. */
  readonly head: number;
  /** Commits that have no position yet. */
  readonly pendingCommits: number;
  /** Age of the oldest of them; 0 when there is none. */
  readonly oldestPendingSeconds: number;
  /** Grows with every change of the owner. */
  readonly epoch: number;
};

export const readSequencerState = async (db: Queryable): Promise<SequencerState> => {
  const { rows } = await db.query<SequencerState>({
    name: 'event_store.read-sequencer-state',
    text: /* sql */ `
      select last_position::float8 as head, epoch::float8 as epoch,
             (select count(*) from event_store.pending)::float8 as "pendingCommits",
             coalesce((select greatest(extract(epoch from statement_timestamp() - c.recorded_at), 0)
                         from event_store.commits c
                        where c.commit_id = (select min(commit_id) from event_store.pending)), 0)::float8
               as "oldestPendingSeconds"
        from event_store.sequencer`,
  });
  return rows[0] ?? { head: 0, epoch: 0, pendingCommits: 0, oldestPendingSeconds: 0 };
};

/**
 * How long the event behind each of these positions has been waiting: what a consumer that is done up to a position is
 * behind by. 0 where nothing comes after it.
 */
export const readAgesBehind = async (db: Queryable, positions: readonly number[]): Promise<number[]> => {
  const { rows } = await db.query<{ seconds: number }>({
    name: 'event_store.read-ages-behind',
    text: /* sql */ `
      select coalesce(greatest(extract(epoch from statement_timestamp() - c.recorded_at), 0), 0)::float8 as seconds
        from unnest($1::bigint[]) with ordinality as done(position, place)
        left join event_store.sequencer s on s.last_position > done.position
        left join lateral (select commit_id from event_store.log
                            where s.last_position is not null and first_position <= done.position + 1
                            order by first_position desc limit 1) as l on true
        left join event_store.commits c on c.commit_id = l.commit_id
       order by done.place`,
    values: [positions],
  });
  return rows.map(({ seconds }) => seconds);
};
