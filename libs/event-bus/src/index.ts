export {
  EventSource,
  type EventBatch,
  type LoggedEvent,
  type ReadEvents,
  type UnreadableEvent,
} from './event-source.ts';
export { InMemoryEventSource } from './in-memory-event-source.ts';
export { LogEventSource, type LogReader } from './log-event-source.ts';
