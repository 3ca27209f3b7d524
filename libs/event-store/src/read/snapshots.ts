import type { Queryable } from '@cadastre/postgres';
import type { StreamSnapshot } from '../event-store.ts';

export const loadSnapshot = async (
  db: Queryable,
  streamId: string,
  { tenantId, fold }: { tenantId: string; fold: string },
): Promise<StreamSnapshot | null> => {
  const { rows } = await db.query<{ version: number; state: string }>({
    name: 'event_store.load-snapshot',
    text: /* sql */ `
      select n.version, n.state::text
        from (select stream_key from event_store.streams where stream_id = $1 and tenant_id = $2 offset 0) s
        cross join lateral (
          select * from event_store.snapshots where stream_key = s.stream_key and fold = $3 offset 0
        ) n`,
    values: [streamId, tenantId, fold],
  });
  const row = rows[0];
  return row === undefined ? null : { version: row.version, state: JSON.parse(row.state) };
};

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
