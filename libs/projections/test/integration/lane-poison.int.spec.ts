import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventSource } from '@cadastre/event-bus';
import type { NewEvent } from '@cadastre/events';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { readLanes } from '../../src/lanes/lane-rows.ts';
import { listParkedKeys } from '../../src/parking/parked-keys.ts';
import { retryParkedKey, skipParkedEvent } from '../../src/parking/request-parked.ts';
import { noteTaken } from '../fixtures/notes.ts';
import { laneOf, lanesUnderTest, stopMembers, type Member } from './lanes-support.ts';
import { emptyNotes, notesDatabase, readBooks, startProjector, stopProjectors } from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;
const allLanes = [0, 1, 2, 3];
const name = 'notes.books';
const under = { db: () => db, source: () => source };
const { messages, deliver, reached, serving } = lanesUnderTest(under);
const parked = { projection: name, key: 'a', requestedBy: 'user:test' };

beforeAll(async () => {
  db = await notesDatabase();
});
beforeEach(async () => {
  await emptyNotes(db);
  source = new InMemoryEventSource();
});
afterEach(async () => {
  await stopMembers();
  await stopProjectors();
});
afterAll(() => db.drop());

describe('poison in a lane', () => {
  const tooLarge = (book: string): NewEvent => noteTaken(book, 1e12);
  const trails = async () => (await readBooks(db.pool)).map(({ book, trail }) => [book, trail]);
  const isFree = () => waitFor(async () => (await listParkedKeys(db.pool)).length === 0);

  test('parks its key, and a retry applies what waits, in order, whoever serves the lane', async () => {
    const [one, two] = await serving(allLanes, []);
    source.append('notes', [noteTaken('a', 1), tooLarge('a'), noteTaken('b', 2), noteTaken('a', 3)]);
    await deliver(one as Member, await messages());
    await reached();
    expect(await trails()).toEqual([
      ['a', '+1'],
      ['b', '+2'],
    ]);
    expect(await listParkedKeys(db.pool)).toMatchObject([{ key: 'a', position: 2, parkedEvents: 2 }]);
    expect(one?.lines.map(({ message }) => message)).toContain('key parked');
    // The lanes go to another member, which did not park the key.
    one?.feed.receiver.assigned([]);
    two?.feed.receiver.assigned(allLanes);
    source.append('notes', [noteTaken('a', 4), noteTaken('b', 5)]);
    await deliver(two as Member, await messages());
    await reached();
    expect(await listParkedKeys(db.pool)).toMatchObject([{ key: 'a', parkedEvents: 3 }]);
    source.reread(2, noteTaken('a', 2));
    await retryParkedKey(db.pool, parked);
    await isFree();
    expect(await trails()).toEqual([
      ['a', '+1+2+3+4'],
      ['b', '+2+5'],
    ]);
  });

  test('two members that try the same key apply it once', async () => {
    const members = await serving(allLanes, allLanes);
    source.append('notes', [tooLarge('a'), ...Array.from({ length: 30 }, (_, n) => noteTaken('a', n % 10))]);
    for (const member of members) await deliver(member, await messages());
    await reached();
    await skipParkedEvent(db.pool, { ...parked, position: 1 });
    await isFree();
    expect(await readBooks(db.pool)).toMatchObject([{ book: 'a', notes: 30 }]);
  });

  test('stays parked over a change of mode', async () => {
    const [one] = await serving(allLanes);
    source.append('notes', [tooLarge('a'), noteTaken('a', 2)]);
    await deliver(one as Member, await messages());
    await reached();
    await stopMembers();
    startProjector(db, { source, leaseMs: 200, lanes: { laneOf } });
    await waitFor(async () => (await readLanes(db.pool, name)) === null, { timeoutMs: 10_000 });
    source.append('notes', [noteTaken('a', 3)]);
    await reached();
    expect(await listParkedKeys(db.pool)).toMatchObject([{ key: 'a', parkedEvents: 3 }]);
    source.reread(1, noteTaken('a', 1));
    await retryParkedKey(db.pool, parked);
    await isFree();
    expect(await trails()).toEqual([['a', '+1+2+3']]);
  });
});
