import type pg from 'pg';
import type { TestSession } from './test-session.ts';

/** The relations, but for PostgreSQL's own, that a session holds now, as another one sees them. */
export const lockedBy = async (session: TestSession, other: pg.Client): Promise<number> => {
  const { processID } = session.client as unknown as { processID: number };
  const { rows } = await other.query<{ locked: string }>(
    `select count(distinct relation) as locked from pg_locks
      where pid = $1 and locktype = 'relation' and relation >= 16384`,
    [processID],
  );
  return Number(rows[0]?.locked);
};
