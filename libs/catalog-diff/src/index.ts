export {
  objectAltered,
  objectDiscovered,
  objectDropped,
  objectReidentified,
  objectRenamed,
  type Observation,
} from './catalog-events.ts';
export { diffObjects, type ObjectDiff, type Renaming } from './diff-objects.ts';
export { orderMoves, placeOf, waitingOid, type MoveStep, type OidMove } from './merging/order-moves.ts';
export { renumberColumns, type NumberedName } from './merging/renumber-columns.ts';
export {
  mergeSnapshots,
  readToEnd,
  type ReadToEnd,
  type SnapshotOutcome,
  type SnapshotsToMerge,
} from './merging/merge-snapshots.ts';
export { toSeenEntry, type SeenEntry, type SnapshotEntry } from './merging/snapshot-entry.ts';
