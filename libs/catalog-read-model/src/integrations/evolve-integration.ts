import type {
  CredentialChanged,
  FollowUpSyncQueued,
  IntegrationDeleted,
  IntegrationDisabled,
  IntegrationEnabled,
  IntegrationOptionsChanged,
  IntegrationRegistered,
  IntegrationRenamed,
  SyncClosed,
  SyncOpened,
  LoggedEvent,
} from '@cadastre/events';
import type { IntegrationRow } from './integration-row.ts';

export type IntegrationEvent =
  | IntegrationRegistered
  | IntegrationRenamed
  | IntegrationOptionsChanged
  | CredentialChanged
  | IntegrationDisabled
  | IntegrationEnabled
  | IntegrationDeleted
  | SyncOpened
  | SyncClosed
  | FollowUpSyncQueued;

/** The row after the event. @throws when the integration was never registered */
export const evolveIntegration = (
  row: IntegrationRow | undefined,
  event: LoggedEvent<IntegrationEvent>,
): IntegrationRow => {
  if (event.type === 'IntegrationRegistered') return registered(event);
  if (!row) throw new Error(`${event.type} ${event.eventId} is about an integration that is not registered`);
  return { ...row, ...changesOf(row, event), position: event.position };
};

const registered = ({ metadata, data, position }: LoggedEvent<IntegrationRegistered>): IntegrationRow => ({
  tenant_id: metadata.tenantId,
  integration_id: data.integration_id,
  integration_type: data.integration_type,
  name: data.name,
  status: 'active',
  ...data.target,
  options: data.options,
  credential_version: data.credential_version,
  credential_updated_at: data.registered_at,
  latest_sync_id: null,
  running_sync_id: null,
  queued_sync_id: null,
  created_at: data.registered_at,
  updated_at: data.registered_at,
  deleted_at: null,
  position,
});

type Change = Exclude<IntegrationEvent, IntegrationRegistered>;

const changes: {
  readonly [Event in Change as Event['type']]: (
    data: Event['data'],
    row: IntegrationRow,
  ) => Partial<IntegrationRow>;
} = {
  IntegrationRenamed: ({ name, renamed_at }) => ({ name, updated_at: renamed_at }),
  IntegrationOptionsChanged: ({ options, changed_at }) => ({ options, updated_at: changed_at }),
  CredentialChanged: ({ target, credential_version, changed_at }) => ({
    ...target,
    credential_version,
    credential_updated_at: changed_at,
    updated_at: changed_at,
  }),
  IntegrationDisabled: ({ disabled_at }) => ({ status: 'disabled', updated_at: disabled_at }),
  IntegrationEnabled: ({ enabled_at }) => ({ status: 'active', updated_at: enabled_at }),
  IntegrationDeleted: ({ deleted_at }) => ({
    status: 'deleted',
    queued_sync_id: null,
    updated_at: deleted_at,
    deleted_at,
  }),
  SyncOpened: ({ sync_id }, { queued_sync_id }) => ({
    latest_sync_id: sync_id,
    running_sync_id: sync_id,
    queued_sync_id: queued_sync_id === sync_id ? null : queued_sync_id,
  }),
  SyncClosed: ({ sync_id }, { running_sync_id }) => ({
    running_sync_id: running_sync_id === sync_id ? null : running_sync_id,
  }),
  FollowUpSyncQueued: ({ sync_id }) => ({ queued_sync_id: sync_id }),
};

const changesOf = (row: IntegrationRow, { type, data }: LoggedEvent<Change>): Partial<IntegrationRow> =>
  (changes[type] as (data: object, row: IntegrationRow) => Partial<IntegrationRow>)(data, row);
