import { routes, type Sync, type SyncAccepted } from '@cadastre/api-contract';
import type { SyncServiceService } from '@cadastre/grpc-contract';
import { wordOf } from '../messages/enum-words.ts';
import { given, present } from '../messages/fields.ts';
import { syncMessage, syncStatusOf, syncStatusValue } from '../messages/sync-messages.ts';
import type { TwinsOf } from '../twin.ts';

type Page = { items: Sync[]; next_cursor: string | null };
type Outcome = { sync_id: string; status: Sync['status'] };

const named = ({ sync_id }: { sync_id: string }) => ({ params: { sync_id: given(sync_id) } });
const outcome = ({ sync_id, status }: Outcome) => ({ sync_id, status: syncStatusValue(status) });
const page = ({ items, next_cursor }: Page) => ({
  items: items.map(syncMessage),
  next_cursor: present(next_cursor),
});

export const syncMethods: TwinsOf<SyncServiceService, 'watchSync'> = {
  startSync: {
    routes: [routes.requestSync],
    input: ({ integration_id, if_running, allow_drops }) => ({
      params: { integration_id: given(integration_id) },
      body: { if_running: wordOf('IF_RUNNING', if_running), allow_drops },
    }),
    output: ({ status, ...body }: SyncAccepted) => ({ ...body, status: syncStatusValue(status) }),
  },
  cancelSync: { routes: [routes.cancelSync], input: named, output: outcome },
  requeueSync: { routes: [routes.requeueSync], input: named, output: outcome },
  getSync: { routes: [routes.getSync], input: named, output: (body: Sync) => ({ sync: syncMessage(body) }) },
  listSyncs: {
    routes: [routes.listSyncs],
    input: ({ limit, cursor, integration_id, status, dead_letter }) => ({
      query: {
        limit,
        cursor,
        integration_id,
        status: syncStatusOf(status),
        dead_letter: dead_letter === undefined ? undefined : String(dead_letter),
      },
    }),
    output: page,
  },
  listSyncHistory: {
    routes: [routes.listIntegrationSyncs, routes.listPostgresqlSyncs],
    routeOf: ({ integration_type }) =>
      integration_type === undefined ? routes.listIntegrationSyncs : routes.listPostgresqlSyncs,
    input: ({ integration_id, integration_type, limit, cursor, status }) => ({
      ...(integration_type === undefined ? { params: { integration_id: given(integration_id ?? '') } } : {}),
      query: { limit, cursor, status: syncStatusOf(status) },
    }),
    output: (body: Page & { latest: Sync | null }) => ({
      ...page(body),
      latest: body.latest === null ? undefined : syncMessage(body.latest),
    }),
  },
};
