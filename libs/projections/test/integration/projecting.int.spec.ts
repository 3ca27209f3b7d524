import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { WakeUp } from '@cadastre/service-runtime';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { readCheckpoints, readLowestPosition } from '../../src/checkpoint/read-checkpoints.ts';
import { noteCrossedOut, notesProjection, noteTaken } from '../fixtures/notes.ts';
import {
  caughtUp,
  emptyNotes,
  expectedBooks,
  notesDatabase,
  projectAll,
  readBooks,
  startProjector,
  stopProjectors,
} from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;

beforeAll(async () => {
  db = await notesDatabase();
});
beforeEach(async () => {
  await emptyNotes(db);
  source = new InMemoryEventSource();
});
afterEach(stopProjectors);
afterAll(() => db.drop());

const noise = { type: 'SomethingElse', schemaVersion: 1, data: null };

const commits = fc.array(
  fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(99)).map(([book, n]) => noteTaken(book, n)),
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(99)).map(([book, n]) => noteCrossedOut(book, n)),
      fc.constant(noise),
    ),
    { minLength: 1, maxLength: 12 },
  ),
  { minLength: 1, maxLength: 12 },
);

describe('rows', () => {
  test('are the same for every batch size and every order', async () => {
    await fc.assert(
      fc.asyncProperty(
        commits,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('position' as const, 'key' as const),
        async (list, batchSize, order) => {
          await emptyNotes(db);
          source = new InMemoryEventSource();
          for (const commit of list) source.append('notes-1', commit);
          const lines = await projectAll(db, { source, batchSize, projection: notesProjection({ order }) });
          expect(lines).toEqual([]);
          expect(await readBooks(db.pool)).toEqual(expectedBooks(list.flat().filter((e) => e !== noise)));
        },
      ),
      { seed: 11, numRuns: 25 },
    );
  }, 60_000);

  test('are made from runs as long as the batch allows', async () => {
    const runs: string[] = [];
    const { on } = notesProjection();
    const counting = notesProjection({
      order: 'key',
      on: {
        ...on,
        NoteTaken: (events, tx) => {
          runs.push(`taken ${events.length}`);
          return on.NoteTaken(events, tx);
        },
        NoteCrossedOut: (events, tx) => {
          runs.push(`crossed out ${events.length}`);
          return on.NoteCrossedOut(events, tx);
        },
      },
    });
    for (const book of ['a', 'b', 'c', 'd'])
      source.append(`notes-${book}`, [noteTaken(book, 1), noteCrossedOut(book, 1)]);
    await projectAll(db, { source, projection: counting });
    expect(runs).toEqual(['taken 4', 'crossed out 4']);
  });

  test('of every tenant are written, although row-level security is forced', async () => {
    source.append('notes-1', [noteTaken('a', 1)], { tenantId: 'north' });
    source.append('notes-2', [noteTaken('b', 2)], { tenantId: 'south' });
    await projectAll(db, { source });
    expect((await readBooks(db.pool)).map(({ book }) => book)).toEqual(['a', 'b']);
    expect((await db.pool.query('select from notes.books')).rowCount).toBe(0);
  });

  test('that are derived are made after each batch, in its transaction', async () => {
    const batches: number[] = [];
    source.append('notes-1', [noteTaken('a', 1), noteCrossedOut('a', 1), noteTaken('a', 2)]);
    const projection = notesProjection({
      afterBatch: async (events, tx) => {
        const { rows } = await tx.query<{ notes: number }>('select notes from notes.books');
        batches.push(events.length, rows[0]?.notes ?? NaN);
      },
    });
    await projectAll(db, { source, projection });
    expect(batches).toEqual([3, 1]);
  });
});

describe('progress', () => {
  test('is told after each commit, with the keys that changed', async () => {
    const told: [number, readonly string[]][] = [];
    source.append('notes-1', [
      noteTaken('a', 1),
      noteTaken('b', 1),
      noteTaken('a', 2),
      noise,
      noteTaken('c', 1),
      noise,
    ]);
    await projectAll(db, {
      source,
      batchSize: 3,
      onProjected: (position, keys) => void told.push([position, keys]),
    });
    expect(told).toEqual([
      [3, ['a', 'b']],
      [6, ['c']],
    ]);
  });

  test('passes over events that it does not know, so that waiting for a position ends', async () => {
    source.append('notes-1', [noise, noise, noise]);
    await projectAll(db, { source });
    expect(await readCheckpoints(db.pool)).toMatchObject([
      { name: 'notes.books', version: 1, position: 3, owner: null, parkedKeys: 0, parkedEvents: 0 },
    ]);
  });

  test('is asked for by name: the last of several counts, and one that never ran is at 0', async () => {
    source.append('notes-1', [noise, noise, noise]);
    await projectAll(db, { source });
    expect(await readLowestPosition(db.pool, ['notes.books'])).toBe(3);
    expect(await readLowestPosition(db.pool, ['notes.books', 'notes.never'])).toBe(0);
  });

  test('follows the bell', async () => {
    const wakeUp = new WakeUp();
    const projector = startProjector(db, { source, wakeUp, pollMs: 60_000 });
    await projector.started;
    source.append('notes-1', [noteTaken('a', 5)]);
    wakeUp.ring();
    await caughtUp(projector, source);
    await projector.stop();
    expect(await readBooks(db.pool)).toMatchObject([{ book: 'a', total: 5 }]);
  });

  test('is known before the first batch, and after a stop without a start', async () => {
    const projector = startProjector(db, { source });
    await projector.started;
    expect(await projector.checkpoint()).toBe(0);
    await waitFor(() => projector.isLeading);
    await projector.stop();
    expect(projector.isLeading).toBe(false);
  });
});

describe('rows of another version', () => {
  test('are left alone by an older release, which stands by', async () => {
    source.append('notes-1', [noteTaken('a', 1)]);
    await projectAll(db, { source, projection: notesProjection({ version: 2 }) });
    source.append('notes-1', [noteTaken('a', 1)]);
    const older = startProjector(db, { source });
    await older.started;
    const newer = startProjector(db, { source, projection: notesProjection({ version: 2 }) });
    await caughtUp(newer, source);
    expect(older.isLeading).toBe(false);
    await Promise.all([older.stop(), newer.stop()]);
    expect(await readBooks(db.pool)).toMatchObject([{ notes: 2 }]);
  });

  test('stop a projection that names no tables, loudly and without harm', async () => {
    source.append('notes-1', [noteTaken('a', 1)]);
    await projectAll(db, { source });
    const { tables: _, ...stubborn } = notesProjection({ version: 2 });
    const projector = startProjector(db, { source, projection: stubborn });
    const line = await waitFor(() => projector.lines.find(({ message }) => message === 'loop turn failed'));
    await projector.stop();
    expect(
      JSON.stringify(line.facts, (_key, value: unknown) => (value instanceof Error ? value.message : value)),
    ).toContain('cannot be rebuilt');
    expect(await readCheckpoints(db.pool)).toMatchObject([{ version: 1, position: 1 }]);
  });
});
