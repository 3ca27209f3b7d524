import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { RecordedEvent } from '@cadastre/events';
import type { EventStore } from '../../src/event-store.ts';

/** A consumer that asks again and again for what comes after its mark, until it is told to finish. */
export abstract class Follower<Seen> {
  readonly seen: Seen[] = [];
  private isFinishing = false;
  private readonly following: Promise<void>;

  constructor() {
    // In the next turn of the event loop: subclasses are not built yet.
    this.following = pause(1).then(() => this.follow());
  }

  /** Reads what is new and moves the mark; false if there was nothing. */
  protected abstract step(): Promise<boolean>;

  /** Reads until there is nothing new. */
  async finish(): Promise<Seen[]> {
    this.isFinishing = true;
    await this.following;
    return this.seen;
  }

  private async follow(): Promise<void> {
    for (;;) {
      const isLast = this.isFinishing;
      if (await this.step()) continue;
      if (isLast) return;
      await pause(2);
    }
  }
}

/** As consumers of the event store read: everything after a position. */
export class PositionReader extends Follower<RecordedEvent> {
  private position = 0;

  constructor(private readonly store: EventStore) {
    super();
  }

  protected override async step(): Promise<boolean> {
    const page = await this.store.readLog({ afterPosition: this.position, limit: 50 });
    this.seen.push(...page.events);
    this.position = page.nextPosition;
    return page.events.length > 0;
  }
}

/** The control: as one would read who takes the numbers of rows for their order. It loses what commits late. */
export class NaiveReader extends Follower<string> {
  private lastId = '0';

  constructor(private readonly pool: pg.Pool) {
    super();
  }

  protected override async step(): Promise<boolean> {
    const { rows } = await this.pool.query<{ commit_id: string }>(
      'select commit_id::text from event_store.commits where commit_id > $1 order by commit_id limit 50',
      [this.lastId],
    );
    this.seen.push(...rows.map(({ commit_id }) => commit_id));
    this.lastId = rows.at(-1)?.commit_id ?? this.lastId;
    return rows.length > 0;
  }
}
