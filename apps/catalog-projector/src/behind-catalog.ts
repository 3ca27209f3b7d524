import { EventSource, type EventBatch, type ReadEvents } from '@cadastre/event-bus';

/**
 * Holds a SyncCompleted back until the catalog has been projected up to it: whoever reads that a sync is completed finds
 * its objects. Everything before it, progress too, passes at once.
 */
export class BehindCatalog extends EventSource {
  constructor(
    private readonly source: EventSource,
    private readonly catalogPosition: () => Promise<number>,
  ) {
    super();
  }

  override async read(options: ReadEvents): Promise<EventBatch> {
    const batch = await this.source.read(options);
    if (!batch.events.some(({ type }) => type === 'SyncCompleted')) return batch;
    const reached = await this.catalogPosition();
    const held = batch.events.find(({ type, position }) => type === 'SyncCompleted' && position > reached);
    if (held === undefined) return batch;
    return {
      events: batch.events.filter(({ position }) => position < held.position),
      unreadable: batch.unreadable.filter(({ position }) => position < held.position),
      nextPosition: held.position - 1,
    };
  }

  override head(): Promise<number> {
    return this.source.head();
  }
}
