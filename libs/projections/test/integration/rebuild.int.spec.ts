import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import {
  cancelRebuild,
  readCheckpoints,
  readRebuild,
  RebuildUnderWay,
  requestRebuild,
} from '../../src/index.ts';
import { noteTaken, notesProjection, pageTurned, tenfoldNotes } from '../fixtures/notes.ts';
import {
  caughtUp,
  emptyNotes,
  everything,
  expectedBooks,
  notesDatabase,
  projectAll,
  readBooks,
  rebuildDone,
  startProjector,
  startRebuilder,
  stopProjectors,
  takeNotes,
} from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;

beforeAll(async () => {
  db = await notesDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await emptyNotes(db);
  source = new InMemoryEventSource();
});
afterEach(stopProjectors);

const definitions = async (): Promise<unknown> => {
  const { rows } = await db.ownerPool.query(
    `select relname, projections.table_definition(oid, true) as definition
       from pg_class where relnamespace = 'notes'::regnamespace and relkind = 'r' order by relname`,
  );
  return rows;
};

const schemas = async (): Promise<string[]> => {
  const { rows } = await db.ownerPool.query<{ nspname: string }>(
    "select nspname from pg_namespace where nspname like 'notes%' order by nspname",
  );
  return rows.map(({ nspname }) => nspname);
};

describe('a version that grew', () => {
  test('is made anew beside rows that serve all the while, and then takes their place', async () => {
    takeNotes(source, 4_000);
    const old = startProjector(db, { source });
    await caughtUp(old, source);
    const before = await definitions();

    let reads = 0;
    let least = Infinity;
    const rebuilder = startRebuilder(db, { source, projection: tenfoldNotes(), batchSize: 100 });
    const written = new Set<number>();
    await waitFor(async () => {
      if (reads % 5 === 0) takeNotes(source, 7);
      const books = await readBooks(db.pool);
      reads += 1;
      least = Math.min(least, ...books.map(({ notes }) => notes));
      expect(books).toHaveLength(7);
      for (const { total } of books) written.add(total);
      return (await readRebuild(db.pool))?.state === 'done';
    });
    expect(reads).toBeGreaterThan(5);
    expect(least).toBeGreaterThanOrEqual(571);

    const now = startProjector(db, { source, projection: tenfoldNotes() });
    takeNotes(source, 7);
    await caughtUp(now, source);
    await waitFor(() => !old.isLeading);
    await rebuilder.stop();
    const ones = expectedBooks(await everything(source));
    expect(await readBooks(db.pool)).toEqual(ones.map((book) => ({ ...book, total: book.total * 10 })));
    expect(await readCheckpoints(db.pool)).toMatchObject([{ name: 'notes.books', version: 2 }]);
    expect(await definitions()).toEqual(before);
    expect(await schemas()).toEqual(['notes']);
  });

  test('is no work where nothing was projected yet', async () => {
    const rebuilder = startRebuilder(db, { source, projection: tenfoldNotes() });
    await rebuilder.started;
    takeNotes(source, 7);
    await projectAll(db, { source, projection: tenfoldNotes() });
    expect(await readRebuild(db.pool)).toBeNull();
    expect(await readCheckpoints(db.pool)).toMatchObject([{ version: 2, position: 7 }]);
  });

  test('keeps the older rows up to the log until they are replaced', async () => {
    takeNotes(source, 7);
    await projectAll(db, { source });
    takeNotes(source, 7);
    const projector = startProjector(db, { source, projection: notesProjection({ version: 2 }) });
    await caughtUp(projector, source);
    expect(await readCheckpoints(db.pool)).toMatchObject([{ version: 1, position: 14 }]);
    await startRebuilder(db, { source, projection: notesProjection({ version: 2 }) }).started;
    await rebuildDone(db);
    takeNotes(source, 7);
    await caughtUp(projector, source);
    expect(await readCheckpoints(db.pool)).toMatchObject([{ version: 2, position: 21 }]);
    expect(await readBooks(db.pool)).toEqual(expectedBooks(await everything(source)));
  });

  test('ends a rebuild of an older release and begins its own', async () => {
    takeNotes(source, 700);
    await projectAll(db, { source });
    await requestRebuild(db.pool, { projections: [notesProjection()], requestedBy: 'test' });
    const older = startRebuilder(db, { source, projection: notesProjection(), batchSize: 1 });
    await waitFor(async () => (await readRebuild(db.pool))?.state === 'loading');
    const newer = startRebuilder(db, { source, projection: tenfoldNotes() });
    await rebuildDone(db);
    await Promise.all([older.stop(), newer.stop()]);
    expect((await readRebuild(db.pool, 1))?.state).toBe('superseded');
    expect(await readBooks(db.pool)).toEqual(
      expectedBooks(await everything(source)).map((book) => ({ ...book, total: book.total * 10 })),
    );
    expect(await schemas()).toEqual(['notes']);
  });
});

describe('a rebuild that somebody asked for', () => {
  const request = () => requestRebuild(db.pool, { projections: [notesProjection()], requestedBy: 'test' });

  test('mends rows that were damaged', async () => {
    takeNotes(source, 70);
    await projectAll(db, { source });
    await db.ownerPool.query(`set cadastre.tenant_id = '*'; delete from notes.books where book = 'book-1'`);
    await request();
    const rebuilder = startRebuilder(db, { source });
    await rebuildDone(db);
    await rebuilder.stop();
    expect(await readBooks(db.pool)).toEqual(expectedBooks(await everything(source)));
  });

  test('is refused in words while one is under way', async () => {
    takeNotes(source, 7);
    await projectAll(db, { source });
    await request();
    await expect(request()).rejects.toThrow(RebuildUnderWay);
    await expect(request()).rejects.toThrow(
      'of notes.books is under way (requested); there is one at a time',
    );
  });

  test('is refused where there are no rows', async () => {
    await expect(request()).rejects.toThrow('notes.books cannot be rebuilt: it was never projected here');
  });

  test('can be cancelled, and leaves nothing behind', async () => {
    takeNotes(source, 700);
    await projectAll(db, { source });
    await request();
    const rebuilder = startRebuilder(db, { source, batchSize: 1 });
    await waitFor(async () => ((await readRebuild(db.pool))?.position ?? 0) > 3);
    expect(await cancelRebuild(db.pool)).toBe(true);
    await waitFor(async () => (await schemas()).length === 1);
    await rebuilder.stop();
    expect((await readRebuild(db.pool))?.state).toBe('cancelled');
    expect(await readBooks(db.pool)).toEqual(expectedBooks(await everything(source)));
    expect(await readCheckpoints(db.pool)).toMatchObject([{ position: 700 }]);
  });

  test('waits for a reader that holds the tables, and says so', async () => {
    takeNotes(source, 7);
    const projector = startProjector(db, { source });
    await caughtUp(projector, source);
    const reader = await db.pool.connect();
    await reader.query('begin; select from notes.books');
    await request();
    const rebuilder = startRebuilder(db, { source });
    await waitFor(async () => ((await readRebuild(db.pool))?.swapTries ?? 0) > 1);
    expect(await readRebuild(db.pool)).toMatchObject({
      state: 'catching-up',
      reason: 'a reader holds the tables',
    });
    takeNotes(source, 7);
    await caughtUp(projector, source);
    await reader.query('commit');
    reader.release();
    await rebuildDone(db);
    await rebuilder.stop();
    expect(await readBooks(db.pool)).toEqual(expectedBooks(await everything(source)));
  });

  test('tries parked keys again, and forgets those that are well now', async () => {
    source.append('notes', [noteTaken('a', 1), pageTurned('a', 1), pageTurned('a', 1), noteTaken('b', 1)]);
    await projectAll(db, { source });
    expect(await readCheckpoints(db.pool)).toMatchObject([{ parkedKeys: 1 }]);
    const forgiving = notesProjection({
      version: 2,
      on: { ...notesProjection().on, PageTurned: async () => undefined },
    });
    const rebuilder = startRebuilder(db, { source, projection: forgiving });
    await rebuildDone(db);
    await rebuilder.stop();
    expect(await readCheckpoints(db.pool)).toMatchObject([{ version: 2, parkedKeys: 0 }]);
  });

  test('brings along what cannot be applied to the new rows either', async () => {
    source.append('notes', [noteTaken('a', 1), pageTurned('a', 1), pageTurned('a', 1), noteTaken('a', 1)]);
    await projectAll(db, { source });
    await request();
    const rebuilder = startRebuilder(db, { source });
    await rebuildDone(db);
    await rebuilder.stop();
    expect(await readCheckpoints(db.pool)).toMatchObject([{ parkedKeys: 1, parkedEvents: 2, position: 4 }]);
  });

  test('fails in words when a view would go with the old table', async () => {
    takeNotes(source, 7);
    await projectAll(db, { source });
    await db.ownerPool.query('create view public.of_books as select book from notes.books');
    await request();
    const rebuilder = startRebuilder(db, { source });
    await waitFor(async () => (await readRebuild(db.pool))?.state === 'failed');
    await rebuilder.stop();
    await db.ownerPool.query('drop view public.of_books');
    expect((await readRebuild(db.pool))?.reason).toContain('notes.books cannot be replaced: rule');
    expect(await readBooks(db.pool)).toHaveLength(7);
  });

  test('begins again when the tables were changed meanwhile', async () => {
    takeNotes(source, 7);
    await projectAll(db, { source });
    const reader = await db.pool.connect();
    await reader.query('begin; select from notes.pages');
    await request();
    const rebuilder = startRebuilder(db, { source });
    await waitFor(async () => ((await readRebuild(db.pool))?.swapTries ?? 0) > 0);
    await db.ownerPool.query('create index of_totals on notes.books (total)');
    await reader.query('commit');
    reader.release();
    await rebuildDone(db);
    await rebuilder.stop();
    expect(JSON.stringify(await definitions())).toContain('of_totals');
    await db.ownerPool.query('drop index notes.of_totals');
    expect(await readBooks(db.pool)).toEqual(expectedBooks(await everything(source)));
  });
});
