export {
  readCheckpoints,
  readLowestPosition,
  readPosition,
  type Checkpoint,
} from './checkpoint/read-checkpoints.ts';
export { readLeadChanges } from './checkpoint/read-lead-changes.ts';
export type { EventSource } from './event-source.ts';
export type { Behind } from './lanes/hold-back.ts';
export type { LaneFeed } from './lanes/lane-feed.ts';
export { createLaneProjector, LaneProjector, type LaneProjectorOptions } from './lanes/lane-projector.ts';
export { readLanes, type Lanes } from './lanes/lane-rows.ts';
export type { Relayed } from './lanes/served-lanes.ts';
export { deadLetterParked, type DeadEvent } from './parking/dead-letter-parked.ts';
export { ParkedKeyNotFound, ParkedPositionMoved } from './parking/parked-errors.ts';
export {
  getParkedKey,
  listParkedKeys,
  listParkedPositions,
  type ParkedKey,
  type ParkedName,
  type ParkedState,
} from './parking/parked-keys.ts';
export {
  getParkedRequest,
  listParkedRequests,
  type ParkedOutcome,
  type ParkedRequest,
} from './parking/parked-requests.ts';
export {
  retryParkedKey,
  skipParkedEvent,
  type ParkedAction,
  type RequestedParked,
} from './parking/request-parked.ts';
export { retryReadable } from './parking/retry-readable.ts';
export { defineProjection, type AnyProjection, type Projection } from './projection.ts';
export { projectionsSchema } from './projections-schema.ts';
export { createProjector, Projector, type ProjectorOptions } from './projector.ts';
export { readRebuild, type RebuildProgress } from './rebuild/read-rebuild.ts';
export { finishedStates, type RebuildState } from './rebuild/rebuild.ts';
export { createRebuilder, Rebuilder, type RebuilderOptions } from './rebuild/rebuilder.ts';
export { cancelRebuild, RebuildUnderWay, requestRebuild } from './rebuild/request-rebuild.ts';
export { nextName } from './rebuild/generation.ts';
export { hashReadModels, type TableHash } from './hash/hash-tables.ts';
