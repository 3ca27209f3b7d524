import type { CommitMetadata, NewEvent } from '@cadastre/events';
import {
  EventSource,
  type EventBatch,
  type LoggedEvent,
  type ReadEvents,
  type UnreadableEvent,
} from './event-source.ts';

type Metadata = CommitMetadata & { readonly recordedAt: string };

const defaultMetadata: Metadata = {
  tenantId: 'default',
  actor: 'system',
  commandId: 'command-0',
  correlationId: 'correlation-0',
  causationId: null,
  recordedAt: '2026-01-01T00:00:00.000Z',
};

/** A log in memory: gives positions as events come in. For consumers' tests; passes the same contract suite. */
export class InMemoryEventSource extends EventSource {
  private readonly log: (LoggedEvent | UnreadableEvent)[] = [];
  private readonly versions = new Map<string, number>();

  /** One commit over one stream. */
  append(streamId: string, events: readonly NewEvent[], metadata: Partial<Metadata> = {}): LoggedEvent[] {
    const commitId = String(this.log.length + 1);
    const recorded = events.map(({ type, schemaVersion, data }, ordinal): LoggedEvent => ({
      ...this.place(streamId, commitId, ordinal),
      type,
      schemaVersion,
      data,
      metadata: { ...defaultMetadata, ...metadata },
    }));
    this.log.push(...recorded);
    return recorded;
  }

  /** An event that cannot be lifted to the present shape, as a newer release or a damaged disk would leave it. */
  appendUnreadable(
    streamId: string,
    event: { type: string; schemaVersion: number; reason: string },
  ): UnreadableEvent {
    const { eventId, position } = this.place(streamId, String(this.log.length + 1), 0);
    const unreadable = { eventId, position, streamId, ...event };
    this.log.push(unreadable);
    return unreadable;
  }

  /** Makes an unreadable event readable, as an upgrade does. */
  repair(position: number, data: unknown): void {
    const entry = this.log[position - 1];
    if (entry === undefined || !('reason' in entry))
      throw new Error(`Position ${position} is not unreadable`);
    const { reason: _, ...envelope } = entry;
    this.log[position - 1] = {
      ...envelope,
      commitId: String(position),
      ordinal: 0,
      version: 1,
      data,
      metadata: defaultMetadata,
    };
  }

  override read({ afterPosition, limit, types }: ReadEvents): Promise<EventBatch> {
    const wanted = types === undefined ? undefined : new Set(types);
    const page: (LoggedEvent | UnreadableEvent)[] = [];
    let nextPosition = afterPosition;
    for (const entry of this.log.slice(afterPosition)) {
      if (page.length === limit) break;
      nextPosition = entry.position;
      if (wanted?.has(entry.type) ?? true) page.push(entry);
    }
    return Promise.resolve({
      events: page.filter((entry): entry is LoggedEvent => !('reason' in entry)),
      unreadable: page.filter((entry): entry is UnreadableEvent => 'reason' in entry),
      nextPosition,
    });
  }

  override head(): Promise<number> {
    return Promise.resolve(this.log.length);
  }

  private place(streamId: string, commitId: string, ordinal: number) {
    const version = (this.versions.get(streamId) ?? 0) + 1;
    this.versions.set(streamId, version);
    return {
      eventId: `${commitId}-${ordinal}`,
      commitId,
      ordinal,
      streamId,
      version,
      position: Number(commitId) + ordinal,
    };
  }
}
