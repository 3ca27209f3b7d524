import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { silentLog } from '@cadastre/service-runtime';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { readLanes } from '../../src/lanes/lane-rows.ts';
import { createProjector, type Projector } from '../../src/projector.ts';
import { readRebuild } from '../../src/rebuild/read-rebuild.ts';
import { requestRebuild } from '../../src/rebuild/request-rebuild.ts';
import { notesProjection, noteTaken, tenfoldNotes } from '../fixtures/notes.ts';
import {
  laneOf,
  lanesUnderTest,
  startMember,
  stopMembers,
  toEvent,
  words,
  type Member,
} from './lanes-support.ts';
import {
  emptyNotes,
  everything,
  expectedBooks,
  notesDatabase,
  readBooks,
  rebuildDone,
  startProjector,
  startRebuilder,
  stopProjectors,
  takeNotes,
} from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;
const allLanes = [0, 1, 2, 3];
const name = 'notes.books';
const under = { db: () => db, source: () => source };
const { messages, deliver, reached, serving } = lanesUnderTest(under);

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

type Running = { members: Member[]; leaders: Projector[] };

const start = (mode: string, batchSize: number): Running => {
  const members = mode === 'log' ? [] : [startMember(db, source, { batchSize, leaseMs: 100 })];
  const projection = notesProjection();
  const leaders =
    mode === 'lanes'
      ? []
      : [
          createProjector({
            pool: db.pool,
            source,
            projection,
            log: silentLog,
            pollMs: 5,
            leaseMs: 100,
            lanes: { laneOf },
            batchSize,
          }),
        ];
  for (const { feed } of members) feed.receiver.assigned(allLanes);
  for (const leader of leaders) leader.start();
  return { members, leaders };
};

/** Forty notes are written; the member applies those of lanes 0 and 1, and stops. */
const applyTwoLanesOnly = async (member: Member): Promise<void> => {
  for (let n = 0; n < 40; n += 1) source.append('notes', [noteTaken('abcdefg'.charAt(n % 7), 1)]);
  await deliver(
    member,
    (await messages()).filter(({ lane }) => lane < 2),
  );
  await waitFor(async () => ((await readLanes(db.pool, name))?.positions ?? [])[1] === 40);
  await stopMembers();
};

describe('without lanes again', () => {
  test('a leader takes them back where each of them stands', async () => {
    const [member] = await serving([0, 1]);
    await applyTwoLanesOnly(member as Member);
    const projector = startProjector(db, { source, leaseMs: 200, lanes: { laneOf }, batchSize: 7 });
    await reached();
    await waitFor(async () => (await readLanes(db.pool, name)) === null);
    source.append('notes', [noteTaken('h', 1)]);
    await reached();
    expect((await readBooks(db.pool)).map(({ notes }) => notes)).toEqual([6, 6, 6, 6, 6, 5, 5, 1]);
    expect(projector.lines).toEqual([]);
  });

  test('not while somebody serves them', async () => {
    const [member] = await serving(allLanes);
    const projector = startProjector(db, { source, lanes: { laneOf } });
    source.append('notes', [noteTaken('a', 1)]);
    await deliver(member as Member, await messages());
    await reached();
    await projector.started;
    expect(projector.isLeading).toBe(false);
    expect(await readLanes(db.pool, name)).not.toBeNull();
  });

  test('of another number than a member has: it takes them back, and divides anew', async () => {
    const [four] = await serving(allLanes);
    await applyTwoLanesOnly(four as Member);
    const two = startMember(db, source, { laneCount: 2, leaseMs: 200 });
    two.feed.receiver.assigned([0, 1]);
    await waitFor(() => two.projector.isServing, { what: 'the lanes to be served' });
    expect((await readLanes(db.pool, name))?.count).toBe(2);
    expect((await readBooks(db.pool)).map(({ notes }) => notes)).toEqual([6, 6, 6, 6, 6, 5, 5]);
  });

  test('and with them again, at random, while events come and go astray: each is applied once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(words, fc.constantFrom('lanes', 'log', 'both')), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        async (phases, batchSize) => {
          await emptyNotes(db);
          source = new InMemoryEventSource();
          for (const [list, mode] of phases) {
            const running = start(mode, batchSize);
            for (const [index, word] of list.entries()) {
              source.append('notes', [toEvent(word)]);
              if (index % 3 > 0) continue;
              const some = (await messages()).slice(-4).reverse();
              await Promise.all(running.members.map((member) => deliver(member, some)));
            }
            await reached();
            await Promise.all([
              ...running.members.map(({ projector }) => projector.stop()),
              ...running.leaders.map((leader) => leader.stop()),
            ]);
          }
          expect(await readBooks(db.pool)).toEqual(
            expectedBooks(phases.flatMap(([list]) => list.map(toEvent))),
          );
        },
      ),
      { seed: 8, numRuns: 10 },
    );
  }, 120_000);

  test('a new version of the projection is rebuilt, lanes or not', async () => {
    const [member] = await serving(allLanes);
    source.append('notes', [noteTaken('a', 1), noteTaken('b', 2)]);
    await deliver(member as Member, await messages());
    await reached();
    await stopMembers();
    const projection = notesProjection({ version: 2 });
    startMember(db, source, { projection, leaseMs: 100, nearPositions: 0 });
    startRebuilder(db, { source, projection });
    await waitFor(async () => (await readLanes(db.pool, name))?.version === 2);
    expect(await readBooks(db.pool)).toEqual(expectedBooks([noteTaken('a', 1), noteTaken('b', 2)]));
  });
});

/** The log must not grow faster than a busy machine rebuilds. */
const untilDone = { what: 'the rebuild to be done', timeoutMs: 40_000, pollMs: 200 };

describe('a rebuild of what is served in lanes', () => {
  test('swaps under them: they go on with the new rows, and no event is lost or doubled', async () => {
    const [member] = await serving(allLanes);
    takeNotes(source, 70);
    await deliver(member as Member, await messages());
    await reached();
    await requestRebuild(db.pool, { projections: [notesProjection()], requestedBy: 'test' });
    startRebuilder(db, { source, batchSize: 10 });
    await waitFor(async () => {
      takeNotes(source, 7);
      await deliver(member as Member, (await messages()).slice(-9));
      return (await readRebuild(db.pool))?.state === 'done';
    }, untilDone);
    takeNotes(source, 7);
    await deliver(member as Member, await messages());
    await reached();
    expect(await readBooks(db.pool)).toEqual(expectedBooks(await everything(source)));
    expect(member?.projector.isServing).toBe(true);
  });

  test('by a newer release leaves the older members without work, and nothing of theirs in the new rows', async () => {
    const [older] = await serving(allLanes);
    takeNotes(source, 70);
    await deliver(older as Member, await messages());
    await reached();
    const projection = tenfoldNotes();
    startRebuilder(db, { source, projection });
    await rebuildDone(db);
    const newer = startMember(db, source, { projection });
    newer.feed.receiver.assigned(allLanes);
    takeNotes(source, 70);
    await deliver(older as Member, await messages());
    await deliver(newer, await messages());
    await reached();
    await waitFor(() => older?.projector.isServing === false);
    const made = expectedBooks(await everything(source));
    expect(await readBooks(db.pool)).toEqual(made.map((book) => ({ ...book, total: book.total * 10 })));
    expect(await readLanes(db.pool, name)).toMatchObject({ version: 2 });
  });
});
