import type { Integration } from '@cadastre/api-contract';
import { evolveIntegration, type IntegrationEvent, type IntegrationRow } from '@cadastre/catalog-read-model';
import { loadState, type EventStore } from '@cadastre/event-store';
import { integrationStream, type Fold, type IntegrationId, type LoggedEvent } from '@cadastre/events';

type Shown = Omit<IntegrationRow, 'tenant_id' | 'position' | 'credential_version' | 'credential_updated_at'> &
  Pick<IntegrationRow, 'credential_updated_at'>;

/** As it is answered. Named member by member: what a row gains later does not leave by accident. */
export const integrationResource = (row: Shown): Integration =>
  ({
    integration_id: row.integration_id,
    integration_type: row.integration_type,
    name: row.name,
    status: row.status,
    host: row.host,
    port: row.port,
    database_name: row.database_name,
    username: row.username,
    ssl_mode: row.ssl_mode,
    password: { set: row.status !== 'deleted', updated_at: row.credential_updated_at },
    options: row.options,
    latest_sync_id: row.latest_sync_id,
    running_sync_id: row.running_sync_id,
    queued_sync_id: row.queued_sync_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
    deleted_at: row.deleted_at,
  }) as Integration;

/** A new shape of the row needs a new number, or old snapshots would be taken for it. */
const rowVersion = 1;

const rowFold: Fold<LoggedEvent<IntegrationEvent>, IntegrationRow | null> = {
  initialState: null,
  evolve: (row, event) => evolveIntegration(row ?? undefined, event),
};

/**
 * The integration as a command left it: its events folded as the projection folds them, so that the answer to a command and
 * a query that waits for its commit say the same.
 */
export const integrationAfterCommand = async (
  store: EventStore,
  { tenantId, integrationId }: { tenantId: string; integrationId: IntegrationId },
): Promise<Integration> => {
  const { state } = await loadState(store, tenantId, {
    streamId: integrationStream(integrationId),
    fold: rowFold,
    snapshots: { name: `integration-row@${rowVersion}` },
  });
  if (state === null) throw new Error(`Integration ${integrationId} has no events after a command`);
  return integrationResource(state);
};
