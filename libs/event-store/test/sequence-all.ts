import type { Queryable } from '@cadastre/postgres';

/** Gives positions to all that waits, without a running sequencer. */
export const sequenceAll = async (db: Queryable): Promise<void> => {
  for (;;) {
    const { rows } = await db.query<{ commits: number }>(
      `select commits from event_store.sequence_commits('test', 60000, 1000)`,
    );
    if (rows[0]?.commits === 0) return;
  }
};
