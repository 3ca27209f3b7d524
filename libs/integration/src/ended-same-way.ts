import type { RequestedSync, Sync } from './sync-state.ts';

type End = Pick<RequestedSync, 'status' | 'deadLettered' | 'attempt'>;

/** The same attempt reported the same end before, and its answer was lost: saying it again changes nothing. */
export const endedSameWay = (sync: Sync, end: End): boolean =>
  sync !== null &&
  sync.status === end.status &&
  sync.deadLettered === end.deadLettered &&
  sync.attempt === end.attempt;
