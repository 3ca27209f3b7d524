import type { IntegrationOptions, SkippedScope } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { isoTime } from '../tables/table.ts';
import type { SyncRow, SyncStatus } from './sync-row.ts';

/** The sync that last read the whole catalog. Times are ISO texts. */
export type CompletedReading = {
  readonly syncId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What it could not read. Of earlier readings the catalog may hold it all the same. */
  readonly skipped: readonly SkippedScope[];
};

type SyncMention = { readonly syncId: string; readonly status: SyncStatus; readonly deadLetter: boolean };

/** Of which readings a catalog is made. */
export type CatalogReading = {
  readonly databaseName: string;
  readonly integrationStatus: 'active' | 'disabled' | 'deleted';
  /** As they are now, which a sync that reads under them may yet have to come. */
  readonly options: IntegrationOptions;
  /** Like `catalogVersion`. */
  readonly version: string | null;
  /** Null: what the catalog holds is nothing, or a part. Completed syncs are seen no earlier than what they read. */
  readonly completed: CompletedReading | null;
  /** One that came after it, or before any, and may have written a part of what it saw: it runs, or failed. */
  readonly unfinished: SyncMention | null;
  /** The sync that was opened last. */
  readonly latest: SyncMention | null;
};

type Row = Pick<SyncRow, 'sync_id' | 'status' | 'dead_letter' | 'skipped'> & {
  role: 'latest' | 'completed' | 'begun';
  started_at: string | null;
  finished_at: string | null;
};

type StoredReading = Pick<CatalogReading, 'databaseName' | 'integrationStatus' | 'options' | 'version'> & {
  syncs: readonly Row[] | null;
};

const members = /* sql */ `s.sync_id, s.status, s.dead_letter, s.skipped, ${isoTime('s.started_at')}, ${isoTime('s.finished_at')}`;

/**
 * One row, whatever the length of the history: each of the three syncs is the first of an index. A requeued sync is as
 * old as its request there, so the one that was opened last is looked at by itself.
 */
const select = /* sql */ `
  select i.database_name as "databaseName", i.status as "integrationStatus", i.options,
         (select c.changed_position::text from read_model.catalogs c
           where c.tenant_id = $1 and c.integration_id = $2 and not c.is_deleted) as version,
         (select json_agg(found) from (
            (select 'latest' as role, ${members} from read_model.syncs s
              where s.tenant_id = $1 and s.sync_id = i.latest_sync_id)
            union all
            (select 'completed', ${members} from read_model.syncs s
              where s.tenant_id = $1 and s.integration_id = $2 and s.status = 'COMPLETED'
              order by s.requested_at desc, s.sync_id desc limit 1)
            union all
            (select 'begun', ${members} from read_model.syncs s
              where s.tenant_id = $1 and s.integration_id = $2 and s.started_at is not null
              order by s.requested_at desc, s.sync_id desc limit 1)
          ) as found) as syncs
    from read_model.integrations i
   where i.tenant_id = $1 and i.integration_id = $2`;

/** Null where the tenant has no such integration. A deleted one says so. */
export const catalogReading = async (
  db: Queryable,
  { tenantId, integrationId }: { tenantId: string; integrationId: string },
): Promise<CatalogReading | null> => {
  const { rows } = await db.query<StoredReading>(select, [tenantId, integrationId]);
  const [row] = rows;
  if (row === undefined) return null;
  const { syncs, ...reading } = row;
  const of = (role: Row['role']): Row | undefined => syncs?.find((sync) => sync.role === role);
  const latest = of('latest');
  const completed = latest?.status === 'COMPLETED' ? latest : of('completed');
  const begun = latest?.started_at ? latest : of('begun');
  return {
    ...reading,
    completed: completed === undefined ? null : completedReading(completed),
    unfinished: begun === undefined || begun.status === 'COMPLETED' ? null : mention(begun),
    latest: latest === undefined ? null : mention(latest),
  };
};

const mention = ({ sync_id: syncId, status, dead_letter: deadLetter }: Row): SyncMention => ({
  syncId,
  status,
  deadLetter,
});

const completedReading = ({ sync_id: syncId, started_at, finished_at, skipped }: Row): CompletedReading => ({
  syncId,
  startedAt: started_at ?? '',
  finishedAt: finished_at ?? '',
  skipped,
});
