import type { Integration } from '../integration-state.ts';
import type { Sync } from '../sync-state.ts';

/** What opens or ends a sync is decided on both: the sync and the integration it belongs to. */
export type SyncCommandStates = { readonly integration: Integration; readonly sync: Sync };
