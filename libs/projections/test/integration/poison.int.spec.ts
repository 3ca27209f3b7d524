import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventSource } from '@cadastre/event-bus';
import type { NewEvent } from '@cadastre/events';
import type { TestDatabase } from '@cadastre/testing';
import { listParkedKeys } from '../../src/parking/parked-keys.ts';
import { readCheckpoints } from '../../src/checkpoint/read-checkpoints.ts';
import { notesProjection, noteTaken, pageTurned } from '../fixtures/notes.ts';
import { emptyNotes, notesDatabase, projectAll, readBooks, stopProjectors } from './support.ts';

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

/** n does not fit the column: PostgreSQL refuses it for what it is. */
const tooLarge = (book: string): NewEvent => noteTaken(book, 1e12);
const totals = async () => (await readBooks(db.pool)).map(({ book, total }) => [book, total]);

describe('an event that cannot be applied', () => {
  test.each([1, 2, 3, 100])(
    'parks its key and what follows for it; the rest goes on (batches of %i)',
    async (batchSize) => {
      source.append('notes', [
        noteTaken('a', 1),
        noteTaken('b', 1),
        tooLarge('a'),
        noteTaken('b', 2),
        noteTaken('a', 4),
      ]);
      source.append('notes', [noteTaken('c', 8), noteTaken('a', 16)]);
      const lines = await projectAll(db, { source, batchSize });
      expect(await totals()).toEqual([
        ['a', 1],
        ['b', 3],
        ['c', 8],
      ]);
      expect(await listParkedKeys(db.pool)).toMatchObject([
        {
          projection: 'notes.books',
          key: 'a',
          position: 3,
          eventId: '1-2',
          eventType: 'NoteTaken',
          code: '22003',
          parkedEvents: 3,
          tries: 1,
          state: 'parked',
        },
      ]);
      expect(lines.map(({ level, message }) => [level, message])).toEqual([['error', 'key parked']]);
      expect(await readCheckpoints(db.pool)).toMatchObject([{ position: 7, parkedKeys: 1, parkedEvents: 3 }]);
    },
  );

  test('stays parked over a restart', async () => {
    source.append('notes', [tooLarge('a')]);
    await projectAll(db, { source });
    source.append('notes', [noteTaken('a', 1), noteTaken('b', 1)]);
    expect(await projectAll(db, { source })).toEqual([]);
    expect(await totals()).toEqual([['b', 1]]);
    expect(await listParkedKeys(db.pool)).toMatchObject([{ key: 'a', position: 1, parkedEvents: 2 }]);
  });

  test('is found when the handler throws, and when a deferred constraint refuses it', async () => {
    source.append('notes', [{ type: 'NoteTaken', schemaVersion: 1, data: { book: 'a' } }]);
    source.append('notes', [pageTurned('b', 1), pageTurned('c', 1), pageTurned('d', 2)]);
    const { on } = notesProjection();
    const strict = notesProjection({
      on: {
        ...on,
        NoteTaken: async (events, tx) => {
          for (const { data } of events) data.n.toFixed();
          return on.NoteTaken(events, tx);
        },
      },
    });
    await projectAll(db, { source, projection: strict });
    expect(await listParkedKeys(db.pool)).toMatchObject([
      { key: 'a', code: 'handler-failed' },
      { key: 'c', code: '23505', position: 3 },
    ]);
    const { rows } = await db.pool.query('select book, n from notes.pages order by n');
    expect(rows).toEqual([
      { book: 'b', n: 1 },
      { book: 'd', n: 2 },
    ]);
  });

  test('parks many keys at once, each from its own event on', async () => {
    const books = ['a', 'b', 'c', 'd', 'e', 'f'];
    source.append(
      'notes',
      books.map((book) => noteTaken(book, 1)),
    );
    source.append('notes', ['b', 'd', 'f'].map(tooLarge));
    source.append(
      'notes',
      books.map((book) => noteTaken(book, 2)),
    );
    source.append('notes', ['b', 'd'].map(tooLarge));
    await projectAll(db, { source, batchSize: 5 });
    expect(await totals()).toEqual(books.map((book) => [book, 'bdf'.includes(book) ? 1 : 3]));
    expect(
      (await listParkedKeys(db.pool)).map(({ key, position, parkedEvents }) => [key, position, parkedEvents]),
    ).toEqual([
      ['b', 7, 3],
      ['d', 8, 3],
      ['f', 9, 2],
    ]);
  });

  test('parks its stream when it has no key', async () => {
    source.append('notes-1', [{ type: 'NoteTaken', schemaVersion: 1, data: null }, noteTaken('a', 1)]);
    source.append('notes-2', [noteTaken('b', 1)]);
    await projectAll(db, { source });
    expect(await totals()).toEqual([['b', 1]]);
    expect(await listParkedKeys(db.pool)).toMatchObject([{ key: 'notes-1', parkedEvents: 2 }]);
  });

  test('does not break the table of parked keys with what it says', async () => {
    source.append('notes', [noteTaken('a', 1)]);
    const { on } = notesProjection();
    const hostile = notesProjection({
      on: {
        ...on,
        NoteTaken: () => Promise.reject(new Error(`\u0000'; drop table \u202e${'x'.repeat(5_000)}`)),
      },
    });
    await projectAll(db, { source, projection: hostile });
    const [parked] = await listParkedKeys(db.pool);
    expect(parked?.reason).toMatch(/^'; drop table \u202ex+$/);
    expect(parked?.reason.length).toBeLessThanOrEqual(500);
  });
});

describe('an event in a version that this release does not read', () => {
  const opened = (id: string, schemaVersion = 1): NewEvent => ({
    type: 'SyncOpened',
    schemaVersion,
    data: { integration_id: id, n: 1 },
  });
  const applied: string[] = [];
  const syncs = {
    name: 'notes.syncs',
    version: 1,
    keyOf: (event: { data: { integration_id: string } }) => event.data.integration_id,
    on: {
      SyncOpened: async (events: { data: { integration_id: string } }[]) => {
        applied.push(...events.map(({ data }) => data.integration_id));
      },
    },
  };

  test('parks its key, and is never given to a handler', async () => {
    source.append('integration-1', [opened('one'), opened('two')]);
    source.append('integration-1', [opened('one', 99), opened('two'), opened('one')]);
    await projectAll(db, { source, projection: syncs });
    expect(applied).toEqual(['one', 'two', 'two']);
    expect(await listParkedKeys(db.pool, { projection: 'notes.syncs' })).toMatchObject([
      { key: 'one', code: 'unreadable-event', position: 3, parkedEvents: 2 },
    ]);
    expect(await listParkedKeys(db.pool, { projection: 'notes.books' })).toEqual([]);
  });
});

describe('trouble of the database', () => {
  const failingFirst = (failures: Error[]) => {
    const { on } = notesProjection();
    return notesProjection({
      on: {
        ...on,
        NoteTaken: async (events, tx) => {
          const failure = failures.shift();
          if (failure !== undefined) throw failure;
          return on.NoteTaken(events, tx);
        },
      },
    });
  };
  const coded = (code: string) => Object.assign(new Error('CANARY'), { code });

  test('is waited out and parks nothing', async () => {
    source.append('notes', [noteTaken('a', 1), noteTaken('b', 2)]);
    const failures = [
      coded('40P01'),
      coded('40001'),
      coded('42P01'),
      coded('53100'),
      new Error('Connection terminated'),
    ];
    const lines = await projectAll(db, { source, projection: failingFirst(failures) });
    expect(lines.filter(({ message }) => message === 'loop turn failed')).toHaveLength(5);
    expect(await listParkedKeys(db.pool)).toEqual([]);
    expect(await totals()).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  test('in the middle of a search for the poison event parks nothing either', async () => {
    source.append('notes', [noteTaken('a', 1), noteTaken('b', 2)]);
    // The batch fails for the event's sake, then its first event for the database's.
    const failures = [coded('22P02'), coded('57P01')];
    await projectAll(db, { source, projection: failingFirst(failures) });
    expect(await listParkedKeys(db.pool)).toEqual([]);
    expect(await totals()).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  test('that ends connections costs no event and doubles none', async () => {
    for (let n = 0; n < 60; n += 1) source.append('notes', [noteTaken(`book-${n % 3}`, 1)]);
    const { on } = notesProjection();
    let batches = 0;
    const killing = notesProjection({
      on: {
        ...on,
        NoteTaken: async (events, tx) => {
          const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
          await on.NoteTaken(events, tx);
          batches += 1;
          if (batches % 3 === 0) await db.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
        },
      },
    });
    await projectAll(db, { source, projection: killing, batchSize: 7 });
    expect((await readBooks(db.pool)).map(({ notes }) => notes)).toEqual([20, 20, 20]);
    expect(await listParkedKeys(db.pool)).toEqual([]);
  });
});
