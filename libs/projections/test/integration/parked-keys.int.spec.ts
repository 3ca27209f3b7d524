import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryEventSource } from '@cadastre/event-bus';
import type { NewEvent } from '@cadastre/events';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { ParkedKeyNotFound } from '../../src/parking/parked-errors.ts';
import { listParkedKeys } from '../../src/parking/parked-keys.ts';
import { listParkedRequests } from '../../src/parking/parked-requests.ts';
import { retryReadable } from '../../src/parking/retry-readable.ts';
import { retryParkedKey, skipParkedEvent } from '../../src/parking/request-parked.ts';
import type { Projector } from '../../src/projector.ts';
import { notesProjection, noteTaken } from '../fixtures/notes.ts';
import {
  caughtUp,
  emptyNotes,
  expectedBooks,
  notesDatabase,
  projectAll,
  readBooks,
  rebuildDone,
  startProjector,
  startRebuilder,
  stopProjectors,
  type Setup,
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

const projection = 'notes.books';
const requestedBy = 'user:test';
const tooLarge = (book: string): NewEvent => noteTaken(book, 1e12);
const run = (options: Partial<Setup> = {}): Projector => startProjector(db, { source, ...options });
const trails = async () => (await readBooks(db.pool)).map(({ book, trail }) => [book, trail]);
const isFree = () => waitFor(async () => (await listParkedKeys(db.pool)).length === 0);
const isTried = (times: number) => waitFor(async () => (await listParkedKeys(db.pool))[0]?.tries === times);

test.each([1, 2, 100])(
  'a retry applies what was parked, in order, once it can be (batches of %i)',
  async (batchSize) => {
    source.append('notes', [
      noteTaken('a', 1),
      tooLarge('a'),
      noteTaken('b', 2),
      noteTaken('a', 3),
      noteTaken('a', 4),
    ]);
    const projector = run({ batchSize });
    await caughtUp(projector, source);
    source.reread(2, noteTaken('a', 2));
    await retryParkedKey(db.pool, { projection, key: 'a', requestedBy });
    await isFree();
    source.append('notes', [noteTaken('a', 5)]);
    await caughtUp(projector, source);
    expect(await trails()).toEqual([
      ['a', '+1+2+3+4+5'],
      ['b', '+2'],
    ]);
  },
);

test('a retry in vain leaves everything as it was, and counts', async () => {
  source.append('notes', [noteTaken('a', 1), tooLarge('a'), noteTaken('a', 3)]);
  await caughtUp(run(), source);
  await retryParkedKey(db.pool, { projection, key: 'a', requestedBy });
  await isTried(2);
  expect(await listParkedKeys(db.pool)).toMatchObject([{ position: 2, parkedEvents: 2, state: 'parked' }]);
  expect(await trails()).toEqual([['a', '+1']]);
});

test('a retry goes on to the next event that cannot be applied, and parks the key there', async () => {
  source.append('notes', [tooLarge('a'), noteTaken('a', 2), tooLarge('a'), noteTaken('a', 4)]);
  await caughtUp(run(), source);
  source.reread(1, noteTaken('a', 1));
  await retryParkedKey(db.pool, { projection, key: 'a', requestedBy });
  await isTried(2);
  expect(await listParkedKeys(db.pool)).toMatchObject([{ position: 3, eventId: '1-2', parkedEvents: 2 }]);
  expect(await trails()).toEqual([['a', '+1+2']]);
});

test.each([1, 100])('skipping gives up one event and no more (batches of %i)', async (batchSize) => {
  source.append('notes', [tooLarge('a'), noteTaken('a', 2), tooLarge('a'), noteTaken('a', 4)]);
  await caughtUp(run({ batchSize }), source);
  await skipParkedEvent(db.pool, { projection, key: 'a', position: 1, requestedBy });
  await isTried(2);
  expect(await listParkedKeys(db.pool)).toMatchObject([{ position: 3, state: 'parked', parkedEvents: 2 }]);
  await skipParkedEvent(db.pool, { projection, key: 'a', position: 3, requestedBy });
  await isFree();
  expect(await trails()).toEqual([['a', '+2+4']]);
});

test('a stream without keys is retried like a key', async () => {
  source.append('notes-1', [{ type: 'NoteTaken', schemaVersion: 1, data: null }, noteTaken('a', 2)]);
  await caughtUp(run(), source);
  source.reread(1, noteTaken('a', 1));
  await retryParkedKey(db.pool, { projection, key: 'notes-1', requestedBy });
  await isFree();
  expect(await trails()).toEqual([['a', '+1+2']]);
});

test('an event that can be read again after an upgrade is applied by a retry', async () => {
  const seen: unknown[] = [];
  const syncs = {
    name: 'notes.syncs',
    version: 1,
    keyOf: (event: { data: { id: string } }) => event.data.id,
    on: {
      SyncOpened: async (events: { data: unknown }[]) => void seen.push(...events.map(({ data }) => data)),
    },
  };
  source.append('integration-1', [{ type: 'SyncOpened', schemaVersion: 99, data: { id: 'x', n: 1 } }]);
  source.append('integration-1', [{ type: 'SyncOpened', schemaVersion: 1, data: { id: 'x', n: 2 } }]);
  await caughtUp(run({ projection: syncs }), source);
  await retryParkedKey(db.pool, { projection: 'notes.syncs', key: 'x', requestedBy });
  await isTried(2);
  source.reread(1, { type: 'SyncOpened', schemaVersion: 1, data: { id: 'x', n: 1 } });
  await retryParkedKey(db.pool, { projection: 'notes.syncs', key: 'x', requestedBy });
  await isFree();
  expect(seen).toEqual([
    { id: 'x', n: 1 },
    { id: 'x', n: 2 },
  ]);
});

test('a release that can read an event frees the keys that wait for it, and no others', async () => {
  const opened = (id: string, schemaVersion: number): NewEvent => ({
    type: 'SyncOpened',
    schemaVersion,
    data: { id },
  });
  const syncs = {
    name: 'notes.syncs',
    version: 1,
    keyOf: (event: { data: { id: string } }) => event.data.id,
    on: {
      SyncOpened: async (events: readonly { data: { id: string } }[]) => {
        if (events.some(({ data }) => data.id === 'bad')) throw new Error('a bug');
      },
    },
  };
  source.append('integration-1', [opened('x', 99), opened('y', 99), opened('bad', 1)]);
  await caughtUp(run({ projection: syncs }), source);
  const upgraded = { pool: db.pool, source, projection: 'notes.syncs', requestedBy: 'release 2' };
  expect(await retryReadable(upgraded)).toEqual([]);
  source.reread(1, opened('x', 1));
  expect(await retryReadable(upgraded)).toEqual(['x']);
  await waitFor(async () => (await listParkedKeys(db.pool)).every(({ key }) => key !== 'x'));
  expect(await listParkedKeys(db.pool)).toMatchObject([
    { key: 'bad', code: 'handler-failed', tries: 1 },
    { key: 'y', code: 'unreadable-event', tries: 1 },
  ]);
  expect(await listParkedRequests(db.pool, { projection: 'notes.syncs', key: 'x' })).toMatchObject([
    { requestedBy: 'release 2', outcome: 'freed' },
  ]);
});

test('a key that is not parked can neither be retried nor skipped', async () => {
  const asked = { projection, key: 'a', requestedBy };
  await expect(retryParkedKey(db.pool, asked)).rejects.toThrow(ParkedKeyNotFound);
  await expect(skipParkedEvent(db.pool, { ...asked, position: 1 })).rejects.toThrow(ParkedKeyNotFound);
});

test('a rebuild tries everything again', async () => {
  source.append('notes', [tooLarge('a'), noteTaken('a', 2)]);
  await projectAll(db, { source });
  source.reread(1, noteTaken('a', 1));
  startRebuilder(db, { source, projection: notesProjection({ version: 2 }) });
  await rebuildDone(db);
  expect(await trails()).toEqual([['a', '+1+2']]);
  expect(await listParkedKeys(db.pool)).toEqual([]);
});

test('poison anywhere, mended and retried, leaves the rows as if it had never been', async () => {
  const word = fc.record({
    book: fc.constantFrom('a', 'b', 'c'),
    n: fc.nat(9),
    isPoison: fc.nat(6).map((x) => x === 0),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom('position' as const, 'key' as const),
      async (words, batchSize, order) => {
        await emptyNotes(db);
        source = new InMemoryEventSource();
        for (const { book, n, isPoison } of words)
          source.append('notes', [noteTaken(book, isPoison ? 1e12 : n)]);
        const projector = run({ batchSize, projection: notesProjection({ order }) });
        await caughtUp(projector, source);
        words.forEach(({ book, n }, index) => source.reread(index + 1, noteTaken(book, n)));
        for (const { key } of await listParkedKeys(db.pool))
          await retryParkedKey(db.pool, { projection, key, requestedBy });
        await isFree();
        await projector.stop();
        expect(await readBooks(db.pool)).toEqual(
          expectedBooks(words.map(({ book, n }) => noteTaken(book, n))),
        );
      },
    ),
    { seed: 5, numRuns: 12 },
  );
}, 60_000);
