import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { noteTaken } from '../fixtures/notes.ts';
import { laneOf, lanesUnderTest, startMember, stopMembers } from './lanes-support.ts';
import {
  caughtUp,
  emptyNotes,
  everything,
  expectedBooks,
  notesDatabase,
  readBooks,
  startProjector,
  stopProjectors,
} from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;
const { messages, deliver, reached } = lanesUnderTest({ db: () => db, source: () => source });

beforeAll(async () => {
  db = await notesDatabase();
});
beforeEach(async () => {
  await emptyNotes(db);
  source = new InMemoryEventSource();
  source.append('notes', [noteTaken('a', 1), noteTaken('b', 2)]);
});
afterEach(async () => {
  await stopMembers();
  await stopProjectors();
});
afterAll(() => db.drop());

const booksAreWhole = async (): Promise<void> => {
  const expected = expectedBooks(await everything(source));
  expect(expected).not.toEqual(await readBooks(db.pool));
  await waitFor(async () => JSON.stringify(await readBooks(db.pool)) === JSON.stringify(expected), {
    what: 'what was lost to be there again',
    timeoutMs: 20_000,
    pollMs: 20,
  });
};

/** The rows and where they stand, as they were when only the first event had been applied. */
const loseAllButFirst = (positions: 'checkpoints' | 'lanes'): Promise<unknown> =>
  db.ownerPool.query(
    `select set_config('cadastre.tenant_id', '*', true);
     delete from notes.books where book <> 'a';
     update projections.${positions} set position = 1;`,
  );

/** Has applied all there is in its lanes, the last of it a note in that book. */
const memberServing = async (leaseMs: number, book: string): Promise<ReturnType<typeof startMember>> => {
  const member = startMember(db, source, { leaseMs });
  member.feed.receiver.assigned([0, 1, 2, 3]);
  await waitFor(() => member.projector.isServing, { what: 'lanes to be served', pollMs: 5 });
  source.append('notes', [noteTaken(book, 3)]);
  await deliver(member, await messages());
  await reached();
  return member;
};

describe('a crash of the database takes commits with it that nobody waited for; what they wrote is made again', () => {
  test('by a leader that has no other work', async () => {
    const leader = startProjector(db, { source, leaseMs: 300 });
    await caughtUp(leader, source);
    await loseAllButFirst('checkpoints');
    await booksAreWhole();
  });

  test('by members that serve lanes in which nothing else happens', async () => {
    await memberServing(300, 'c');
    await loseAllButFirst('lanes');
    await booksAreWhole();
  });

  test('by members to whom the next event of a lane comes before they notice', async () => {
    const member = await memberServing(3_600_000, 'f');
    await loseAllButFirst('lanes');
    const next = noteTaken('b', 4);
    expect(laneOf(next, 4)).toBe(laneOf(noteTaken('f', 3), 4));
    source.append('notes', [next]);
    await deliver(member, (await messages()).slice(-1));
    await booksAreWhole();
  });
});
