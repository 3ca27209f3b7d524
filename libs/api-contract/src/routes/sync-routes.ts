import { z } from 'zod';
import { IntegrationId } from '@cadastre/events';
import { pageQuery } from '../http/page.ts';
import { Sync, SyncPage, SyncStatus } from '../syncs/sync.ts';
import { syncParams } from './parameters.ts';
import { defineRoute } from './route.ts';

const tag = 'Syncs';
const ofOne = { tag, params: syncParams, notFound: 'sync-not-found', access: 'key' } as const;

export const syncRoutes = {
  listSyncs: defineRoute({
    id: 'listSyncs',
    method: 'GET',
    path: '/syncs',
    tag,
    kind: 'query',
    access: 'key',
    summary: 'List syncs',
    query: z.object({
      ...pageQuery,
      integration_id: IntegrationId.optional(),
      status: SyncStatus.optional(),
      dead_letter: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'true: only those that were given up and can be requeued.' }),
    }),
    answers: [{ status: 200, description: 'Newest first', body: SyncPage }],
    problems: [],
  }),
  getSync: defineRoute({
    ...ofOne,
    id: 'getSync',
    method: 'GET',
    path: '/syncs/{sync_id}',
    kind: 'query',
    summary: 'Get a sync',
    hasEtag: true,
    answers: [{ status: 200, description: 'Status, activities, counts', body: Sync }],
    problems: [],
  }),
  streamSyncEvents: defineRoute({
    ...ofOne,
    id: 'streamSyncEvents',
    method: 'GET',
    path: '/syncs/{sync_id}/events',
    kind: 'query',
    summary: 'Follow a sync as it happens',
    description:
      'Server-sent events. Each has the whole sync as JSON in `data` and its log position as `id`. Names: `progress` while it is queued or runs, then one `completed`, `failed` or `cancelled`, after which the stream ends. A comment every 15 s keeps proxies awake. With `Last-Event-ID` only newer states are sent; when there can be none any more the answer is 204, which tells an EventSource to stop.',
    answers: [
      { status: 200, description: 'The stream', body: z.string(), contentType: 'text/event-stream' },
      { status: 204, description: 'The sync has ended and the caller has seen that' },
    ],
    problems: [],
  }),
  cancelSync: defineRoute({
    ...ofOne,
    id: 'cancelSync',
    method: 'POST',
    path: '/syncs/{sync_id}/cancel',
    kind: 'command',
    summary: 'Stop a queued or running sync',
    answers: [
      {
        status: 200,
        description: 'Cancelled',
        body: z
          .object({ sync_id: z.uuid(), status: z.literal('CANCELLED') })
          .meta({ id: 'SyncCancelledAnswer' }),
      },
    ],
    problems: ['sync-not-running', 'stream-version-conflict', 'read-model-behind'],
  }),
  requeueSync: defineRoute({
    ...ofOne,
    id: 'requeueSync',
    method: 'POST',
    path: '/syncs/{sync_id}/requeue',
    kind: 'command',
    summary: 'Give a dead-lettered sync a fresh set of attempts',
    answers: [
      {
        status: 202,
        description: 'Queued again',
        body: z
          .object({ sync_id: z.uuid(), status: z.literal('STARTED') })
          .meta({ id: 'SyncRequeuedAnswer' }),
        headers: { Location: 'Path of the sync' },
      },
    ],
    problems: [
      'read-model-behind',
      'sync-not-dead-lettered',
      'sync-already-running',
      'integration-disabled',
      'stream-version-conflict',
    ],
  }),
} as const;
