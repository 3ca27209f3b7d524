import type { IntegrationId, SyncId } from '@cadastre/events';
import { IntegrationNotFound } from './errors/integration-errors.ts';
import {
  SyncAlreadyFinished,
  SyncAttemptSuperseded,
  SyncNotFound,
  SyncNotStarted,
} from './errors/sync-errors.ts';
import type { Integration, RegisteredIntegration } from './integration-state.ts';
import { isTerminal, type RequestedSync, type Sync } from './sync-state.ts';

/** The integration, if it was registered and not deleted since. */
export const presentIntegration = (
  integration: Integration,
  integrationId: IntegrationId,
): RegisteredIntegration => {
  if (integration === null || integration.status === 'deleted') {
    throw new IntegrationNotFound({ integrationId });
  }
  return integration;
};

/** The sync, if it was ever requested. */
export const requestedSync = (sync: Sync, syncId: SyncId): RequestedSync => {
  if (sync === null) throw new SyncNotFound({ syncId });
  return sync;
};

type Attempt = { readonly syncId: SyncId; readonly attempt: number };

/** The sync, if `attempt` has started it and still owns it. */
export const runningSync = (sync: Sync, { syncId, attempt }: Attempt): RequestedSync => {
  const open = openSync(sync, { syncId, attempt });
  if (attempt > open.attempt) throw new SyncNotStarted({ syncId, attempt });
  return open;
};

/**
 * The sync, if no later attempt owns it and it has not ended. An attempt may die before it could say that it started:
 * it can still be the one that fails the sync.
 */
export const openSync = (sync: Sync, { syncId, attempt }: Attempt): RequestedSync => {
  const open = requestedSync(sync, syncId);
  if (isTerminal(open)) throw new SyncAlreadyFinished({ syncId, status: open.status });
  if (attempt < open.attempt) {
    throw new SyncAttemptSuperseded({ syncId, attempt, present: open.attempt });
  }
  return open;
};
