import { randomUUID } from 'node:crypto';
import { eventBusSchema, LogEventSource } from '@cadastre/event-bus';
import { createSequencer, eventStoreSchema, PostgresEventStore } from '@cadastre/event-store';
import type { EventCategory, NewEvent } from '@cadastre/events';
import { projectionsSchema, readPosition } from '@cadastre/projections';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { anId, createTestDatabase, metadata, waitFor, type TestDatabase } from '@cadastre/testing';
import { ledgerSql } from '../fixtures/ledger.ts';

const categories = ['integration', 'sync', 'catalog'] as const;
const typeOf = { integration: 'LedgerIntegration', sync: 'LedgerSync', catalog: 'LedgerCatalog' } as const;

export type Entry = { owner: string; position: number; type: string; n: number };

/** A real log, and a ledger that is to have every event of it once. */
export class LedgerWorld {
  readonly store: PostgresEventStore;
  readonly source: LogEventSource;
  private readonly sequencer;
  private commits = 0;

  private constructor(readonly db: TestDatabase) {
    const wakeUp = new WakeUp();
    this.store = new PostgresEventStore({ pool: db.pool, onAppended: () => wakeUp.ring() });
    this.source = new LogEventSource(this.store);
    this.sequencer = createSequencer({
      pool: db.pool,
      owner: 'world',
      wakeUp,
      onSequenced: () => undefined,
      log: silentLog,
    });
    this.sequencer.start();
  }

  static async open(): Promise<LedgerWorld> {
    const db = await createTestDatabase({ schemas: [eventStoreSchema, eventBusSchema, projectionsSchema] });
    await db.ownerPool.query(ledgerSql);
    return new LedgerWorld(db);
  }

  async close(): Promise<void> {
    await this.sequencer.stop();
    await this.db.drop();
  }

  /** One commit over a stream of the n-th owner. */
  async put(owner: number, category: EventCategory, events: readonly NewEvent[]): Promise<void> {
    const id = anId(category === 'sync' ? 5_000 + owner : owner);
    await this.store.append({
      streams: [{ streamId: `${category}-${id}`, expectedVersion: 'any', events: [...events] }],
      metadata: metadata({ commandId: randomUUID() }),
    });
  }

  event(owner: number, category: EventCategory, n: number): NewEvent {
    return { type: typeOf[category], schemaVersion: 1, data: { integration_id: anId(owner), n } };
  }

  /** So many events, over many owners and all categories, in commits of different sizes. */
  async append(events: number): Promise<void> {
    for (let left = events; left > 0;) {
      const count = Math.min(left, 1 + (this.commits % 97));
      const owner = 1 + (this.commits % 61);
      const category = categories[this.commits % 3] ?? 'sync';
      this.commits += 1;
      const made = Array.from({ length: count }, (_, n) => this.event(owner, category, 100 + n));
      await this.put(owner, category, made);
      left -= count;
    }
    await this.numbered();
  }

  /** Every event has its position; gives the last one. */
  async numbered(): Promise<number> {
    await waitFor(async () => {
      const { rows } = await this.db.pool.query<{ waiting: boolean }>(
        'select exists (select from event_store.pending) as waiting',
      );
      return rows[0]?.waiting === false;
    });
    return this.store.headPosition();
  }

  /** The ledger is as far as the log. */
  async caughtUp(timeoutMs = 30_000): Promise<void> {
    const head = await this.numbered();
    await waitFor(async () => (await readPosition(this.db.pool, 'ledger')) >= head, {
      what: `the ledger to reach ${head}`,
      timeoutMs,
      pollMs: 20,
    });
  }

  /** In the order in which they were applied. */
  async entries(): Promise<Entry[]> {
    const { rows } = await this.db.pool.query<Entry>(
      'select owner, position::integer, type, n from ledger.entries order by place',
    );
    return rows;
  }

  /** Positions of the log that the ledger has to have. */
  async expected(): Promise<number[]> {
    const positions: number[] = [];
    for (let after = 0, head = await this.store.headPosition(); after < head;) {
      const { events, nextPosition } = await this.source.read({ afterPosition: after, limit: 5_000 });
      positions.push(
        ...events.filter(({ type }) => type.startsWith('Ledger')).map(({ position }) => position),
      );
      after = nextPosition;
    }
    return positions;
  }
}
