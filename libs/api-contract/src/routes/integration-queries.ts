import { z } from 'zod';
import { pageQuery } from '../http/page.ts';
import { Integration, IntegrationPage, integrationStatuses } from '../integrations/integration.ts';
import { SyncHistory, SyncStatus } from '../syncs/sync.ts';
import { integrationParams } from './parameters.ts';
import { defineRoute } from './route.ts';

const shared = { tag: 'Integrations', kind: 'query', method: 'GET', access: 'key' } as const;
const integrationFilters = z.object({
  ...pageQuery,
  status: z
    .enum(integrationStatuses)
    .optional()
    .meta({ description: 'Deleted ones are listed only when asked for.' }),
  sort: z.enum(['created_at', '-created_at', 'name', '-name']).default('-created_at'),
});
const syncFilters = z.object({ ...pageQuery, status: SyncStatus.optional() });

export const integrationQueries = {
  listIntegrations: defineRoute({
    ...shared,
    id: 'listIntegrations',
    path: '/integrations',
    summary: 'List integrations',
    query: integrationFilters,
    answers: [{ status: 200, description: 'In the order asked for', body: IntegrationPage }],
    problems: [],
  }),
  listPostgresqlIntegrations: defineRoute({
    ...shared,
    id: 'listPostgresqlIntegrations',
    path: '/integrations/POSTGRESQL',
    summary: 'List integrations of type POSTGRESQL',
    query: integrationFilters,
    answers: [{ status: 200, description: 'In the order asked for', body: IntegrationPage }],
    problems: [],
  }),
  getIntegration: defineRoute({
    ...shared,
    id: 'getIntegration',
    path: '/integrations/{integration_id}',
    summary: 'Get an integration',
    params: integrationParams,
    notFound: 'integration-not-found',
    hasEtag: true,
    answers: [{ status: 200, description: 'The integration', body: Integration }],
    problems: [],
  }),
  listPostgresqlSyncs: defineRoute({
    ...shared,
    id: 'listPostgresqlSyncs',
    path: '/integrations/POSTGRESQL/sync',
    summary: 'Latest sync and history over all integrations of type POSTGRESQL',
    query: syncFilters,
    answers: [{ status: 200, description: 'Newest first', body: SyncHistory }],
    problems: [],
  }),
  listIntegrationSyncs: defineRoute({
    ...shared,
    id: 'listIntegrationSyncs',
    path: '/integrations/{integration_id}/sync',
    summary: 'Latest sync and history of an integration',
    params: integrationParams,
    notFound: 'integration-not-found',
    query: syncFilters,
    answers: [{ status: 200, description: 'Newest first', body: SyncHistory }],
    problems: [],
  }),
} as const;
