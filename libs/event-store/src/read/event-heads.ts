import type { Queryable } from '@cadastre/postgres';

/** What can be said of an event without its data. */
export type EventHead = {
  readonly position: number;
  /** `<commitId>-<ordinal>` */
  readonly eventId: string;
  readonly streamId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly recordedAt: Date;
};

/** Of the events at these positions, those of the tenant (null: of all), in the order of the log. Reads no data, however large it is. */
export const readEventHeads = async (
  db: Queryable,
  { positions, tenantId }: { positions: readonly number[]; tenantId: string | null },
): Promise<EventHead[]> => {
  const { rows } = await db.query<EventHead>(
    /* sql */ `
    select wanted.position::float8, e.commit_id || '-' || e.ordinal as "eventId", s.stream_id as "streamId", e.type,
           e.schema_version as "schemaVersion", c.recorded_at as "recordedAt"
      from unnest($1::bigint[]) as wanted(position)
      cross join lateral (select commit_id, first_position from event_store.log
                           where first_position <= wanted.position order by first_position desc limit 1) as l
      join event_store.commits c on c.commit_id = l.commit_id and ($2::text is null or c.tenant_id = $2)
      join event_store.events e on e.commit_id = l.commit_id and e.ordinal = wanted.position - l.first_position
      join event_store.streams s on s.stream_key = e.stream_key
     order by wanted.position`,
    [positions, tenantId],
  );
  return rows;
};
