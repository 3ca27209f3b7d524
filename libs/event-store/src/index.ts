export { decideAndAppend, type DecideAndAppend, type Decision } from './decide/decide-and-append.ts';
export { loadState, type LoadedState, type StreamToRead } from './decide/load-state.ts';
export { eventStoreSchema } from './event-store-schema.ts';
export {
  EventStore,
  type AppendRequest,
  type AppendResult,
  type LogPage,
  type StoredLogPage,
  type StreamAppend,
  type StreamSnapshot,
} from './event-store.ts';
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.ts';
export { readEventHeads, type EventHead } from './read/event-heads.ts';
export { readAgesBehind, readSequencerState, type SequencerState } from './read/log-ages.ts';
export { createSequencer, type SequencerOptions } from './sequencer/sequencer.ts';
export { StreamOfAnotherTenant } from './stream-of-another-tenant.ts';
export { StreamVersionConflict } from './stream-version-conflict.ts';
export {
  type BrokenPlace,
  type BrokenReason,
  type LogAnchor,
  type Verification,
} from './verify/verification.ts';
export { verifyLog, type VerifyOptions } from './verify/verify-log.ts';
