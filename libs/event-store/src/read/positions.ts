import type { Queryable } from '@cadastre/postgres';

export const headPosition = async (db: Queryable): Promise<number> => {
  const { rows } = await db.query<{ head: number }>(
    'select last_position::float8 as head from event_store.sequencer',
  );
  return rows[0]?.head ?? 0;
};

export const latestCommitId = async (db: Queryable): Promise<string | null> => {
  const { rows } = await db.query<{ commit_id: string | null }>(
    'select max(commit_id)::text as commit_id from event_store.commits',
  );
  return rows[0]?.commit_id ?? null;
};

export const positionOfCommit = async (db: Queryable, commitId: string): Promise<number | null> => {
  const { rows } = await db.query<{ last_position: number }>(
    `select (first_position + event_count - 1)::float8 as last_position
       from event_store.log where commit_id = $1`,
    [commitId],
  );
  return rows[0]?.last_position ?? null;
};
