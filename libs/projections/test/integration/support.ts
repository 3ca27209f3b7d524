import type pg from 'pg';
import { InMemoryEventSource } from '@cadastre/event-bus';
import type { NewEvent } from '@cadastre/events';
import type { Log } from '@cadastre/service-runtime';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { projectionsSchema } from '../../src/projections-schema.ts';
import { createProjector, type Projector, type ProjectorOptions } from '../../src/projector.ts';
import { notesProjection, notesSql } from '../fixtures/notes.ts';

export const notesDatabase = async (): Promise<TestDatabase> => {
  const db = await createTestDatabase({ schemas: [projectionsSchema] });
  await db.ownerPool.query(notesSql);
  return db;
};

export const emptyNotes = (db: TestDatabase): Promise<unknown> =>
  db.ownerPool.query('truncate notes.books, notes.pages, projections.checkpoints cascade');

export type Book = { book: string; notes: number; total: number; trail: string };

export const readBooks = async (pool: pg.Pool): Promise<Book[]> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('cadastre.tenant_id', '*', true)`);
    const { rows } = await client.query<Book>(
      'select book, notes, total::integer, trail from notes.books order by tenant_id, book',
    );
    return rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
};

/** What the rows must be, made from the events without a database. */
export const expectedBooks = (events: readonly NewEvent[]): Book[] => {
  const books = new Map<string, Book>();
  for (const { type, data } of events) {
    const { book, n } = data as { book: string; n: number };
    const sign = type === 'NoteTaken' ? 1 : -1;
    const before = books.get(book) ?? { book, notes: 0, total: 0, trail: '' };
    books.set(book, {
      book,
      notes: before.notes + sign,
      total: before.total + sign * n,
      trail: `${before.trail}${sign === 1 ? '+' : '-'}${n}`,
    });
  }
  return [...books.values()].sort((a, b) => (a.book < b.book ? -1 : 1));
};

export type Logged = { level: 'warn' | 'error'; message: string; facts: object };

export const recordingLog = (): { log: Log; lines: Logged[] } => {
  const lines: Logged[] = [];
  const record =
    (level: 'warn' | 'error') =>
    (facts: object, message: string): void =>
      void lines.push({ level, message, facts });
  const ignore = (): void => undefined;
  return { lines, log: { debug: ignore, info: ignore, warn: record('warn'), error: record('error') } };
};

export type Setup = Partial<ProjectorOptions> & { source: InMemoryEventSource };

const started = new Set<Projector>();

/** For `afterEach`: a test that fails half-way must not leave projectors behind. */
export const stopProjectors = async (): Promise<void> => {
  await Promise.all([...started].map((projector) => projector.stop()));
  started.clear();
};

export const startProjector = (db: TestDatabase, options: Setup): Projector & { lines: Logged[] } => {
  const { log, lines } = recordingLog();
  const projector = createProjector({
    pool: db.pool,
    projection: notesProjection(),
    log,
    pollMs: 20,
    ...options,
  });
  started.add(projector);
  projector.start();
  return Object.assign(projector, { lines });
};

export const caughtUp = async (projector: Projector, source: InMemoryEventSource): Promise<void> => {
  await waitFor(async () => (await projector.checkpoint()) >= (await source.head()), {
    what: 'the projector to catch up',
    timeoutMs: 20_000,
    pollMs: 5,
  });
};

/** Starts, catches up, stops. */
export const projectAll = async (db: TestDatabase, options: Setup): Promise<Logged[]> => {
  const projector = startProjector(db, options);
  try {
    await caughtUp(projector, options.source);
  } finally {
    await projector.stop();
  }
  return projector.lines;
};
