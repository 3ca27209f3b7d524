import type {
  CredentialChanged,
  Fold,
  FollowUpSyncQueued,
  IntegrationDeleted,
  IntegrationDisabled,
  IntegrationEnabled,
  IntegrationId,
  IntegrationOptions,
  IntegrationOptionsChanged,
  IntegrationRegistered,
  IntegrationRenamed,
  SyncClosed,
  SyncId,
  SyncOpened,
  TargetAddress,
} from '@cadastre/events';

/** What an integration's stream may hold. */
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

/** What the commands need to know of an integration; plain JSON, so that it can be kept as a snapshot. */
export type RegisteredIntegration = {
  readonly integrationId: IntegrationId;
  readonly status: 'active' | 'disabled' | 'deleted';
  readonly name: string;
  readonly target: TargetAddress;
  readonly credentialVersion: number;
  readonly options: IntegrationOptions;
  /** The sync that is requested or running: there is never a second one. */
  readonly activeSyncId: SyncId | null;
  /** Promised while another ran; opens when that one closes, or when a disabled integration is enabled again. */
  readonly followUpSyncId: SyncId | null;
};

/** Null before it is registered. */
export type Integration = RegisteredIntegration | null;

/** A new shape of the state needs a new number, or old snapshots would be taken for it. */
export const integrationStateVersion = 1;

export const integrationFold: Fold<IntegrationEvent, Integration> = {
  initialState: null,
  evolve: (integration, event) => {
    if (event.type === 'IntegrationRegistered') return registered(event);
    // A stream begins with its registration; what stood before it would be damage that the store reports.
    return integration === null ? null : evolveRegistered(integration, event);
  },
};

const registered = ({ data }: IntegrationRegistered): RegisteredIntegration => ({
  integrationId: data.integration_id,
  status: 'active',
  name: data.name,
  target: data.target,
  credentialVersion: data.credential_version,
  options: data.options,
  activeSyncId: null,
  followUpSyncId: null,
});

const evolveRegistered = (
  integration: RegisteredIntegration,
  event: Exclude<IntegrationEvent, IntegrationRegistered>,
): RegisteredIntegration => {
  switch (event.type) {
    case 'IntegrationRenamed':
      return { ...integration, name: event.data.name };
    case 'IntegrationOptionsChanged':
      return { ...integration, options: event.data.options };
    case 'CredentialChanged':
      return {
        ...integration,
        target: event.data.target,
        credentialVersion: event.data.credential_version,
      };
    case 'IntegrationDisabled':
      return { ...integration, status: 'disabled' };
    case 'IntegrationEnabled':
      return { ...integration, status: 'active' };
    case 'IntegrationDeleted':
      return { ...integration, status: 'deleted', activeSyncId: null, followUpSyncId: null };
    case 'SyncOpened':
    case 'SyncClosed':
    case 'FollowUpSyncQueued':
      return evolveSyncs(integration, event);
  }
};

const evolveSyncs = (
  integration: RegisteredIntegration,
  { type, data: { sync_id: syncId } }: SyncOpened | SyncClosed | FollowUpSyncQueued,
): RegisteredIntegration => {
  const { activeSyncId, followUpSyncId } = integration;
  const followUpElse = followUpSyncId === syncId ? null : followUpSyncId;
  switch (type) {
    case 'SyncOpened':
      return { ...integration, activeSyncId: syncId, followUpSyncId: followUpElse };
    case 'SyncClosed':
      // A follow-up that is cancelled before it opened is closed too, and the running sync stays what it is.
      return activeSyncId === syncId
        ? { ...integration, activeSyncId: null }
        : { ...integration, followUpSyncId: followUpElse };
    case 'FollowUpSyncQueued':
      return { ...integration, followUpSyncId: syncId };
  }
};
