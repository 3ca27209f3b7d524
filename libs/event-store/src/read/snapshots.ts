import type { Queryable } from '@cadastre/postgres';
import type { StreamSnapshot } from '../event-store.ts';

export const saveSnapshot = async (
  db: Queryable,
  streamId: string,
  { tenantId, fold, version, state }: StreamSnapshot & { tenantId: string; fold: string },
): Promise<void> => {
  await db.query(
    /* sql */ `
      insert into event_store.snapshots as n (stream_key, fold, version, state)
      select s.stream_key, $3, $4, $5
        from event_store.streams s where s.stream_id = $1 and s.tenant_id = $2 and s.version >= $4
      on conflict (stream_key, fold) do update
         set version = excluded.version, state = excluded.state, taken_at = now()
       where n.version < excluded.version`,
    [streamId, tenantId, fold, version, JSON.stringify(state)],
  );
};
