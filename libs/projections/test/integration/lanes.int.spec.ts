import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { silentLog } from '@cadastre/service-runtime';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { readCheckpoints } from '../../src/checkpoint/read-checkpoints.ts';
import { readLanes } from '../../src/lanes/lane-rows.ts';
import { noteTaken } from '../fixtures/notes.ts';
import {
  laneOf,
  lanesUnderTest,
  startMember,
  stopMembers,
  toEvent,
  words,
  type Member,
} from './lanes-support.ts';
import { emptyNotes, expectedBooks, notesDatabase, readBooks } from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;
const allLanes = [0, 1, 2, 3];
const name = 'notes.books';
const under = { db: () => db, source: () => source };
const { messages, deliver, reached, open, serving } = lanesUnderTest(under);

beforeAll(async () => {
  db = await notesDatabase();
});
beforeEach(async () => {
  await emptyNotes(db);
  source = new InMemoryEventSource();
});
afterEach(async () => {
  await stopMembers();
});
afterAll(() => db.drop());

describe('near the head of the log', () => {
  test('a leader gives way to lanes, and messages are applied from there', async () => {
    source.append('notes', [noteTaken('a', 1), noteTaken('b', 2)]);
    const member = startMember(db, source, { nearPositions: 0 });
    member.feed.receiver.assigned(allLanes);
    await waitFor(() => member.projector.isServing);
    expect(await readLanes(db.pool, name)).toMatchObject({ version: 1, count: 4, positions: [2, 2, 2, 2] });
    source.append('notes', [noteTaken('a', 3), noteTaken('c', 4)]);
    await deliver(member, (await messages()).slice(2));
    await reached();
    expect(await readBooks(db.pool)).toEqual(
      expectedBooks([noteTaken('a', 1), noteTaken('b', 2), noteTaken('a', 3), noteTaken('c', 4)]),
    );
    expect(member.counts.get('filled')).toBeUndefined();
    expect(await readCheckpoints(db.pool)).toMatchObject([
      { name, position: 4, laneCount: 4, owner: 'lanes' },
    ]);
    expect(member.feed.committed.get(laneOf(noteTaken('a', 1), 4))).toBe(4);
  });

  test('a lane without events is as far as the relay', async () => {
    await serving(allLanes);
    source.append(
      'notes',
      Array.from({ length: 9 }, () => ({ type: 'Else', schemaVersion: 1, data: { book: 'a' } })),
    );
    await reached(9);
  });

  test('far behind, the leader reads the log first', async () => {
    for (let n = 0; n < 300; n += 1) source.append('notes', [noteTaken('a', 1)]);
    const said: object[] = [];
    const info = (facts: object, message: string): void =>
      void (message === 'lanes opened' && said.push(facts));
    const log = { ...silentLog, info };
    const { feed } = startMember(db, source, { batchSize: 50, nearPositions: 100, log });
    feed.receiver.assigned(allLanes);
    await open();
    expect(said).toMatchObject([{ position: 200 }]);
  });

  test('a leader keeps reading the log while nobody is given lanes', async () => {
    source.append('notes', [noteTaken('a', 1)]);
    const member = startMember(db, source);
    await reached(1);
    source.append('notes', [noteTaken('a', 2)]);
    await reached(2);
    expect(await readLanes(db.pool, name)).toBeNull();
    member.feed.receiver.assigned(allLanes);
    await waitFor(() => member.projector.isServing);
    // Put out of the group with nobody in its place: the lanes are not held for nobody.
    member.feed.receiver.assigned([]);
    await waitFor(async () => (await readLanes(db.pool, name)) === null, { timeoutMs: 20_000 });
    source.append('notes', [noteTaken('a', 3)]);
    await reached(3);
  });
});

describe('what the topics lost', () => {
  test('is read from the log: a hole, and the end of a lane', async () => {
    const [member] = await serving(allLanes);
    for (let n = 0; n < 20; n += 1) source.append('notes', [noteTaken('abcdefg'.charAt(n % 7), n)]);
    const all = await messages();
    await deliver(
      member as Member,
      all.filter((_, index) => index % 5 === 3),
    );
    await reached();
    expect((await readBooks(db.pool)).reduce((sum, { notes }) => sum + notes, 0)).toBe(20);
    expect(member?.counts.get('filled')).toBeGreaterThan(0);
  });

  test('may be everything', async () => {
    await serving(allLanes);
    for (let n = 0; n < 20; n += 1) source.append('notes', [noteTaken('abcdefg'.charAt(n % 7), 1)]);
    await reached();
    expect((await readBooks(db.pool)).reduce((sum, { notes }) => sum + notes, 0)).toBe(20);
  });

  test('asks a transport to pause rather than to fill the memory', async () => {
    source.append('notes', [noteTaken('a', 0)]);
    const member = startMember(db, source, {
      waits: { roomPerLane: 10, holeMs: 60_000, tailMs: 60_000 },
    });
    member.feed.receiver.assigned(allLanes);
    await waitFor(() => member.projector.isServing);
    for (let n = 1; n <= 30; n += 1) source.append('notes', [noteTaken('a', n)]);
    // The first is lost, so that nothing connects; a full lane does not wait for it.
    const later = (await messages()).slice(2);
    await Promise.all(later.map(({ lane, message }) => member.feed.receiver.receive(lane, [message])));
    await waitFor(async () => (await readBooks(db.pool))[0]?.notes === 31);
  });
});

describe('a transport that brings nothing', () => {
  test('is not waited for: relay and consumer may stand for as long as they like', async () => {
    const standing = { position: 2, lanePositions: [2, 2, 2, 2] };
    const member = startMember(db, source, {
      relayed: async () => standing,
      waits: { holeMs: 60_000, tailMs: 60_000, standMs: 100 },
      batchSize: 7,
    });
    member.feed.receiver.assigned(allLanes);
    await waitFor(() => member.projector.isServing);
    for (let n = 0; n < 40; n += 1) source.append('notes', [noteTaken('abcdefg'.charAt(n % 7), 1)]);
    await reached(40);
    source.append('notes', [noteTaken('h', 1)]);
    await reached(41);
    // What comes at last is old.
    standing.position = 41;
    await deliver(member, await messages());
    expect((await readBooks(db.pool)).map(({ notes }) => notes)).toEqual([6, 6, 6, 6, 6, 5, 5, 1]);
    expect(member.lines.map(({ message }) => message)).toContain(
      'Kafka brings nothing: the log is read instead',
    );
  });
});

describe('a message that claims to be further than the log', () => {
  test('takes its lane nowhere', async () => {
    const [member] = await serving(allLanes);
    const forged = { position: 1e12, previousPosition: 0, bytes: 1, event: null, unreadable: null };
    await member?.feed.receiver.receive(laneOf(noteTaken('a', 1), 4), [forged]);
    for (let n = 0; n < 20; n += 1) source.append('notes', [noteTaken('a', 1)]);
    await deliver(member as Member, await messages());
    await reached();
    expect(await readBooks(db.pool)).toMatchObject([{ book: 'a', notes: 20 }]);
    expect((await readLanes(db.pool, name))?.positions).toEqual([20, 20, 20, 20]);
  });
});

describe('members of a group', () => {
  test('share the lanes', async () => {
    const [one, two] = await serving([0, 1], [2, 3]);
    for (let n = 0; n < 40; n += 1) source.append('notes', [noteTaken('abcdefg'.charAt(n % 7), 1)]);
    for (const { lane, message } of await messages())
      await (lane < 2 ? one : two)?.feed.receiver.receive(lane, [message]);
    await reached();
    expect((await readBooks(db.pool)).map(({ notes }) => notes)).toEqual([6, 6, 6, 6, 6, 5, 5]);
  });

  test('that both believe to own all lanes, with duplicates, losses and disorder, apply each event once', async () => {
    await fc.assert(
      fc.asyncProperty(
        words,
        fc.array(fc.tuple(fc.nat(59), fc.boolean()), { maxLength: 150 }),
        async (list, deliveries) => {
          await stopMembers();
          await emptyNotes(db);
          source = new InMemoryEventSource();
          const members = await serving(allLanes, allLanes);
          for (const word of list) source.append('notes', [toEvent(word)]);
          const all = await messages();
          await Promise.all(
            members.map(async (member, index) => {
              for (const [which, toFirst] of deliveries) {
                const message = all[which % all.length];
                if (message !== undefined && (toFirst ? 0 : 1) === index) await deliver(member, [message]);
              }
            }),
          );
          await reached();
          expect(await readBooks(db.pool)).toEqual(expectedBooks(list.map(toEvent)));
        },
      ),
      { seed: 3, numRuns: 15 },
    );
  }, 120_000);
});
