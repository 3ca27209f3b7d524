import type { Queryable } from '@cadastre/postgres';
import { keysetPage, type Direction, type SortKey } from '../paging/keyset-page.ts';
import type { Page, PageRequest } from '../paging/page.ts';
import { syncColumns, type SyncRow, type SyncStatus } from './sync-row.ts';

/** A sync as it is shown. `duration_ms` runs from the first start to the end; null until it has ended. */
export type SyncView = Omit<SyncRow, 'tenant_id' | 'worker'> & { readonly duration_ms: number | null };

const select = /* sql */ `
  ${syncColumns}, (extract(epoch from s.finished_at - s.started_at) * 1000)::float8 as duration_ms`;

const newest: readonly SortKey[] = [
  { sql: 's.requested_at', type: 'timestamptz' },
  { sql: 's.sync_id', type: 'uuid' },
];

export type ListSyncs = PageRequest & {
  readonly tenantId: string;
  /** Of one integration; of all when null. */
  readonly integrationId?: string | null;
  readonly integrationType?: string | null;
  readonly status?: SyncStatus | null;
  readonly deadLetter?: boolean | null;
  readonly direction?: Direction;
};

/** Newest first unless asked otherwise. */
export const listSyncs = async (db: Queryable, request: ListSyncs): Promise<Page<SyncView>> => {
  const {
    tenantId,
    integrationId = null,
    integrationType = null,
    status = null,
    deadLetter = null,
  } = request;
  const page = await keysetPage<StoredView>(
    db,
    {
      list: 'syncs',
      table: 'read_model.syncs',
      alias: 's',
      select,
      where: /* sql */ `
             s.tenant_id = $1 and ($2::uuid is null or s.integration_id = $2)
         and ($3::text is null or exists (
               select from read_model.integrations i
                where i.tenant_id = $1 and i.integration_id = s.integration_id and i.integration_type = $3))
         and ($4::text is null or s.status = $4) and ($5::boolean is null or s.dead_letter = $5)`,
      params: [tenantId, integrationId, integrationType, status, deadLetter],
      sort: { name: 'requested_at', keys: newest, direction: request.direction ?? 'desc' },
    },
    request,
  );
  return { ...page, items: page.items.map(viewOf) };
};

type StoredView = SyncView & Pick<SyncRow, 'tenant_id' | 'worker'>;

const viewOf = ({ tenant_id: _tenant, worker: _worker, ...view }: StoredView): SyncView => ({
  ...view,
  position: Number(view.position),
});

/** Null where the tenant has no such sync. */
export const getSync = async (
  db: Queryable,
  { tenantId, syncId }: { tenantId: string; syncId: string },
): Promise<SyncView | null> => {
  const { rows } = await db.query<StoredView>(
    `select ${select} from read_model.syncs s where s.tenant_id = $1 and s.sync_id = $2`,
    [tenantId, syncId],
  );
  return rows[0] ? viewOf(rows[0]) : null;
};

/** The sync requested last. */
export const latestSync = async (
  db: Queryable,
  { tenantId, integrationId }: { tenantId: string; integrationId: string },
): Promise<SyncView | null> => {
  const { items } = await listSyncs(db, { tenantId, integrationId, limit: 1 });
  return items[0] ?? null;
};
