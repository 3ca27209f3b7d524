import type { IntegrationDeleted, LoggedEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { ReadModelProjection } from '../projection.ts';
import { foldInto } from '../tables/folded-rows.ts';
import { cancelled, evolveSync, type SyncEvent } from './evolve-sync.ts';
import { syncColumns, writeSyncs, type SyncRow } from './sync-row.ts';

const project = foldInto({
  idOf: ({ data }) => data.sync_id,
  read: async (tx, { tenantIds, ids }) => {
    const { rows } = await tx.query<SyncRow>(
      /* sql */ `
      select ${syncColumns}
        from unnest($1::text[], $2::uuid[]) as wanted(tenant_id, sync_id)
       cross join lateral (
         select * from syncs known
          where known.tenant_id = wanted.tenant_id and known.sync_id = wanted.sync_id offset 0
       ) as s`,
      [tenantIds, ids],
    );
    return new Map(rows.map((row) => [row.sync_id, row]));
  },
  evolve: evolveSync,
  write: writeSyncs,
});

/** A follow-up that was still queued goes with its integration: no event of its own says so. */
const cancelQueued = async (event: LoggedEvent<IntegrationDeleted>, tx: Queryable): Promise<void> => {
  const { rows } = await tx.query<SyncRow>(
    /* sql */ `
    select ${syncColumns} from syncs s
     where s.tenant_id = $1 and s.integration_id = $2 and s.status = 'STARTED' and s.trigger = 'follow-up'`,
    [event.metadata.tenantId, event.data.integration_id],
  );
  await writeSyncs(
    tx,
    rows.map((row) => ({ ...row, ...cancelled(row, event.data.deleted_at), position: event.position })),
  );
};

/** One row per sync: where it stands, and each of its activities. */
export const syncsProjection: ReadModelProjection<SyncEvent | IntegrationDeleted> = {
  name: 'read_model.syncs',
  version: 1,
  keyOf: ({ data }) => data.integration_id,
  order: 'key',
  on: {
    IntegrationDeleted: async (events, tx) => {
      for (const event of events) await cancelQueued(event, tx);
    },
    FollowUpSyncQueued: project,
    SyncRequested: project,
    SyncStarted: project,
    SyncActivityStarted: project,
    SyncActivityCompleted: project,
    SyncActivityFailed: project,
    SyncActivitySkipped: project,
    SyncProgressed: project,
    SyncCompleted: project,
    SyncFailed: project,
    SyncCancelled: project,
    SyncDeadLettered: project,
    SyncRequeued: project,
  },
  tables: { schema: 'read_model', names: ['syncs'] },
};
