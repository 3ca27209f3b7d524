export { byStream, type Decision, type StreamEvents } from './decision.ts';
export {
  integrationFold,
  type Integration,
  type IntegrationEvent,
  type RegisteredIntegration,
} from './integration-state.ts';
export { integrationToRead } from './integration-to-read.ts';
export {
  isTerminal,
  syncFold,
  type ActivityState,
  type RequestedSync,
  type Sync,
  type SyncActivityEvent,
  type SyncEvent,
  type SyncStatus,
} from './sync-state.ts';
export {
  CredentialVersionTaken,
  IntegrationAlreadyRegistered,
  IntegrationIsDisabled,
  IntegrationNotFound,
} from './errors/integration-errors.ts';
export {
  SyncActivityNotRunning,
  SyncAlreadyFinished,
  SyncAlreadyRunning,
  SyncAttemptSuperseded,
  SyncNotDeadLettered,
  SyncNotFound,
  SyncNotStarted,
} from './errors/sync-errors.ts';
export { registerIntegration, type RegisterIntegration } from './commands/register-integration.ts';
export { renameIntegration, type RenameIntegration } from './commands/rename-integration.ts';
export { changeOptions, type ChangeOptions } from './commands/change-options.ts';
export { changeCredential, type ChangeCredential } from './commands/change-credential.ts';
export { disableIntegration, type DisableIntegration } from './commands/disable-integration.ts';
export { enableIntegration, type EnableIntegration } from './commands/enable-integration.ts';
export { deleteIntegration, type DeleteIntegration } from './commands/delete-integration.ts';
export { requestSync, type RequestSync, type RequestedSyncAnswer } from './commands/request-sync.ts';
export { type SyncCommandStates } from './commands/sync-command-states.ts';
export { cancelSync, type CancelSync } from './commands/cancel-sync.ts';
export { startSync, type StartSync } from './commands/start-sync.ts';
export { completeSync, type CompleteSync } from './commands/complete-sync.ts';
export { failSync, type FailSync } from './commands/fail-sync.ts';
export { deadLetterSync, type DeadLetterSync } from './commands/dead-letter-sync.ts';
export { requeueSync, type RequeueSync } from './commands/requeue-sync.ts';
export {
  completeActivity,
  failActivity,
  progressActivity,
  skipActivity,
  startActivity,
  type ActivityReport,
} from './commands/report-activity.ts';
