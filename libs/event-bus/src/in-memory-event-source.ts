import type { CommitMetadata, NewEvent, LoggedEvent } from '@cadastre/events';
import { EventSource, type EventBatch, type ReadEvents } from './event-source.ts';
import { sortOutUnreadable } from './sort-out-unreadable.ts';

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
  private readonly log: LoggedEvent[] = [];
  private readonly versions = new Map<string, number>();

  /** One commit over one stream. */
  append(
    streamId: string,
    events: readonly NewEvent[],
    metadata: Partial<Metadata> = {},
  ): readonly LoggedEvent[] {
    const first = this.log.length + 1;
    const before = this.versions.get(streamId) ?? 0;
    const recorded = events.map((event, ordinal) => ({
      ...event,
      eventId: `${first}-${ordinal}`,
      commitId: String(first),
      ordinal,
      streamId,
      version: before + ordinal + 1,
      position: first + ordinal,
      metadata: { ...defaultMetadata, ...metadata },
    }));
    this.versions.set(streamId, before + events.length);
    this.log.push(...recorded);
    return recorded;
  }

  /** Gives an event another form, as a release does that can read it. */
  reread(position: number, event: NewEvent): void {
    const stored = this.log[position - 1];
    if (stored === undefined) throw new Error(`There is no position ${position}`);
    this.log[position - 1] = { ...stored, ...event };
  }

  override read({ afterPosition, limit, types }: ReadEvents): Promise<EventBatch> {
    const wanted = types === undefined ? undefined : new Set(types);
    const page: LoggedEvent[] = [];
    let nextPosition = afterPosition;
    for (const event of this.log.slice(afterPosition)) {
      if (page.length === limit) break;
      nextPosition = event.position;
      if (wanted?.has(event.type) ?? true) page.push(event);
    }
    return Promise.resolve({ ...sortOutUnreadable(page), nextPosition });
  }

  override head(): Promise<number> {
    return Promise.resolve(this.log.length);
  }
}
