import type { ReadModelProjection } from '../projection.ts';
import { foldInto } from '../tables/folded-rows.ts';
import { evolveIntegration, type IntegrationEvent } from './evolve-integration.ts';
import { integrationColumns, writeIntegrations, type IntegrationRow } from './integration-row.ts';

const project = foldInto({
  idOf: ({ data }) => data.integration_id,
  read: async (tx, { tenantIds, ids }) => {
    const { rows } = await tx.query<IntegrationRow>(
      /* sql */ `
      select ${integrationColumns}
        from unnest($1::text[], $2::uuid[]) as wanted(tenant_id, integration_id)
       cross join lateral (
         select * from integrations known
          where known.tenant_id = wanted.tenant_id and known.integration_id = wanted.integration_id offset 0
       ) as i`,
      [tenantIds, ids],
    );
    return new Map(rows.map((row) => [row.integration_id, row]));
  },
  evolve: evolveIntegration,
  write: writeIntegrations,
});

/** One row per integration. */
export const integrationsProjection: ReadModelProjection<IntegrationEvent> = {
  name: 'read_model.integrations',
  version: 1,
  keyOf: ({ data }) => data.integration_id,
  order: 'key',
  on: {
    IntegrationRegistered: project,
    IntegrationRenamed: project,
    IntegrationOptionsChanged: project,
    CredentialChanged: project,
    IntegrationDisabled: project,
    IntegrationEnabled: project,
    IntegrationDeleted: project,
    SyncOpened: project,
    SyncClosed: project,
    FollowUpSyncQueued: project,
  },
  tables: { schema: 'read_model', names: ['integrations'] },
};
