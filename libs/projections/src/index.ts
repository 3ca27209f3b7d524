export { defineProjection, type AnyProjection, type Projection, type ProjectionEvent } from './projection.ts';
export type { EventSource, LoggedEvent, UnreadableEvent } from './event-source.ts';
