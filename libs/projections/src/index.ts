export {
  readCheckpoints,
  readLowestPosition,
  readPosition,
  type Checkpoint,
} from './checkpoint/read-checkpoints.ts';
export type { EventSource, LoggedEvent, UnreadableEvent } from './event-source.ts';
export { listParkedKeys, retryParkedKey, skipParkedEvent, type ParkedKey } from './parking/parked-keys.ts';
export { defineProjection, type AnyProjection, type Projection, type ProjectionEvent } from './projection.ts';
export { projectionsSchema } from './projections-schema.ts';
export { createProjector, Projector, type ProjectorOptions } from './projector.ts';
