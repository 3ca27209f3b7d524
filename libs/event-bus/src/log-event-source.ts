import type { RecordedEvent, LoggedEvent } from '@cadastre/events';
import { EventSource, type EventBatch, type ReadEvents } from './event-source.ts';
import { sortOutUnreadable } from './sort-out-unreadable.ts';

/** What is needed of an event store, no more. */
export type LogReader = {
  readLog(options: {
    afterPosition: number;
    limit: number;
    types?: readonly string[];
  }): Promise<{ events: readonly RecordedEvent[]; nextPosition: number }>;
  headPosition(): Promise<number>;
};

/** Events straight from the log: how one machine runs without Kafka, and where every other source looks again. */
export class LogEventSource extends EventSource {
  constructor(private readonly log: LogReader) {
    super();
  }

  override async read(options: ReadEvents): Promise<EventBatch> {
    const { events, nextPosition } = await this.log.readLog(options);
    return { ...sortOutUnreadable(events.map(withPosition)), nextPosition };
  }

  override head(): Promise<number> {
    return this.log.headPosition();
  }
}

/** Only stream reads may show events that the sequencer has not numbered yet. */
const withPosition = (event: RecordedEvent): LoggedEvent => {
  const { position } = event;
  if (position === null) throw new Error(`The log gave event ${event.eventId} without a position`);
  return { ...event, position };
};
