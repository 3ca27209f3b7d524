import type pg from 'pg';
import { InMemoryEventSource } from '@cadastre/event-bus';
import type { NewEvent } from '@cadastre/events';
import type { BackgroundService, Log } from '@cadastre/service-runtime';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import type { AnyProjection } from '../../src/projection.ts';
import { readRebuild } from '../../src/rebuild/read-rebuild.ts';
import { createRebuilder, type Rebuilder } from '../../src/rebuild/rebuilder.ts';
import { projectionsSchema } from '../../src/projections-schema.ts';
import { createProjector, type Projector, type ProjectorOptions } from '../../src/projector.ts';
import { noteTaken, notesProjection, notesSql } from '../fixtures/notes.ts';

export const notesDatabase = async (): Promise<TestDatabase> => {
  const db = await createTestDatabase({ schemas: [projectionsSchema] });
  await db.ownerPool.query(notesSql);
  return db;
};

export const emptyNotes = async (db: TestDatabase): Promise<void> => {
  await db.ownerPool.query(
    `truncate notes.books, notes.pages, projections.checkpoints, projections.rebuilds, projections.parked_requests restart identity cascade`,
  );
  await db.ownerPool.query(`select projections.drop_beside('notes')`);
};

/** Notes for seven books, one after the other. */
export const takeNotes = (source: InMemoryEventSource, count: number): void => {
  for (let n = 0; n < count; n += 1) source.append('notes', [noteTaken(`book-${n % 7}`, n % 10)]);
};

export const everything = async (source: InMemoryEventSource): Promise<readonly NewEvent[]> =>
  (await source.read({ afterPosition: 0, limit: await source.head() })).events;

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

const started = new Set<BackgroundService>();

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

export type RebuilderSetup = { source: InMemoryEventSource; projection?: AnyProjection; batchSize?: number };

export const startRebuilder = (
  db: TestDatabase,
  { source, projection = notesProjection(), batchSize = 500 }: RebuilderSetup,
): Rebuilder => {
  const rebuilder = createRebuilder({
    pool: db.pool,
    projections: [projection],
    sourceOf: () => source,
    log: recordingLog().log,
    pollMs: 20,
    batchSize,
  });
  started.add(rebuilder);
  rebuilder.start();
  return rebuilder;
};

export const rebuildDone = async (db: TestDatabase): Promise<void> => {
  await waitFor(async () => (await readRebuild(db.pool))?.state === 'done', {
    what: 'the rebuild to be done',
    timeoutMs: 20_000,
    pollMs: 20,
  });
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
