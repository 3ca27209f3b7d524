import type { Queryable } from '@cadastre/postgres';
import type { AppendResult } from '../event-store.ts';

const versionsOfCommit = /* sql */ `
  select s.stream_id, max(e.version) as version
    from event_store.events e join event_store.streams s on s.stream_key = e.stream_key
   where e.commit_id = $1
   group by s.stream_id`;

/** What the append answered when it was carried out, made again from what it wrote. */
export const firstResult = async (db: Queryable, commitId: string): Promise<AppendResult> => {
  const { rows } = await db.query<{ stream_id: string; version: number }>(versionsOfCommit, [commitId]);
  const versions = new Map(rows.map(({ stream_id, version }) => [stream_id, version]));
  return { commitId, versions, isDuplicate: true };
};

export const findCommit = async (
  db: Queryable,
  { tenantId, commandId }: { tenantId: string; commandId: string },
): Promise<AppendResult | null> => {
  const { rows } = await db.query<{ commit_id: string }>(
    'select commit_id::text from event_store.commits where tenant_id = $1 and command_id = $2',
    [tenantId, commandId],
  );
  const commitId = rows[0]?.commit_id;
  return commitId === undefined ? null : firstResult(db, commitId);
};
