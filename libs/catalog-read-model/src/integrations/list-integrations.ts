import type { Queryable } from '@cadastre/postgres';
import { keysetPage, type Direction, type SortOrders } from '../paging/keyset-page.ts';
import type { Page, PageRequest } from '../paging/page.ts';
import type { SyncRow } from '../syncs/sync-row.ts';
import { integrationColumns, type IntegrationRow } from './integration-row.ts';

/** An integration as it is shown: never a secret, only whether one is kept and since when. */
export type IntegrationView = Omit<IntegrationRow, 'tenant_id' | 'position' | 'options'> & {
  readonly options: IntegrationRow['options'];
  readonly password_set: boolean;
  /** Null until a sync was opened, and for the moment in which its own row is still on the way. */
  readonly latest_sync: Pick<
    SyncRow,
    'sync_id' | 'status' | 'requested_at' | 'started_at' | 'finished_at' | 'dead_letter'
  > | null;
};

const select = /* sql */ `
  ${integrationColumns}, i.status <> 'deleted' as password_set,
  case when s.sync_id is null then null else json_build_object(
    'sync_id', s.sync_id, 'status', s.status, 'dead_letter', s.dead_letter,
    'requested_at', s.requested, 'started_at', s.started, 'finished_at', s.finished) end as latest_sync`;

const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const withLatestSync = /* sql */ `
  left join lateral (
    select sync_id, status, dead_letter, ${iso('requested_at')} as requested, ${iso('started_at')} as started,
           ${iso('finished_at')} as finished
      from read_model.syncs
     where tenant_id = $1 and sync_id = i.latest_sync_id
  ) s on true`;

const sorts = {
  created_at: [
    { sql: 'i.created_at', type: 'timestamptz' },
    { sql: 'i.integration_id', type: 'uuid' },
  ],
  name: [
    { sql: 'i.name', type: 'text collate "C"' },
    { sql: 'i.integration_id', type: 'uuid' },
  ],
} satisfies SortOrders<string>;

export type IntegrationSort = keyof typeof sorts;

export type ListIntegrations = PageRequest & {
  readonly tenantId: string;
  readonly integrationType?: string | null;
  /** Deleted ones only when asked for. */
  readonly status?: IntegrationRow['status'] | null;
  readonly sort?: IntegrationSort;
  readonly direction?: Direction;
};

/** Newest first unless asked otherwise. */
export const listIntegrations = async (
  db: Queryable,
  request: ListIntegrations,
): Promise<Page<IntegrationView>> => {
  const {
    tenantId,
    integrationType = null,
    status = null,
    sort = 'created_at',
    direction = 'desc',
  } = request;
  const page = await keysetPage<StoredView>(
    db,
    {
      list: 'integrations',
      table: 'read_model.integrations',
      alias: 'i',
      where: /* sql */ `
             i.tenant_id = $1 and ($2::text is null or i.integration_type = $2)
         and case when $3::text is null then i.status <> 'deleted' else i.status = $3 end`,
      select,
      joins: withLatestSync,
      params: [tenantId, integrationType, status],
      sort: { name: sort, keys: sorts[sort], direction },
    },
    request,
  );
  return { ...page, items: page.items.map(viewOf) };
};

type StoredView = IntegrationView & Pick<IntegrationRow, 'tenant_id' | 'position'>;

const viewOf = ({ tenant_id: _tenant, position: _position, ...view }: StoredView): IntegrationView => view;

/** Deleted ones too: their row says so. Null where the tenant has no such integration. */
export const getIntegration = async (
  db: Queryable,
  { tenantId, integrationId }: { tenantId: string; integrationId: string },
): Promise<IntegrationView | null> => {
  const { rows } = await db.query<StoredView>(
    `select ${select} from read_model.integrations i ${withLatestSync} where i.tenant_id = $1 and i.integration_id = $2`,
    [tenantId, integrationId],
  );
  return rows[0] ? viewOf(rows[0]) : null;
};
