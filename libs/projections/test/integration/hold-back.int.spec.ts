import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventSource } from '@cadastre/event-bus';
import type { TestDatabase } from '@cadastre/testing';
import type { LanePart } from '../../src/lanes/apply-to-lanes.ts';
import { holdBack } from '../../src/lanes/hold-back.ts';
import { noteCrossedOut, noteTaken } from '../fixtures/notes.ts';
import { emptyNotes, notesDatabase } from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;
const ahead = 'notes.ahead';
const behind = { projection: ahead, types: ['NoteCrossedOut'] };

beforeAll(async () => {
  db = await notesDatabase();
});
beforeEach(async () => {
  await emptyNotes(db);
  source = new InMemoryEventSource();
});
afterAll(() => db.drop());

/** The other projection, led by one. */
const led = (position: number): Promise<unknown> =>
  db.ownerPool.query('insert into projections.checkpoints (name, version, position) values ($1, 1, $2)', [
    ahead,
    position,
  ]);
/** The other projection in lanes, each where it is said to be. */
const inLanes = async (...positions: readonly number[]): Promise<void> => {
  await led(0);
  await db.ownerPool.query('update projections.checkpoints set lane_count = $2 where name = $1', [
    ahead,
    positions.length,
  ]);
  await db.ownerPool.query(
    `insert into projections.lanes (projection, lane, version, position)
     select $1, lane - 1, 1, position from unnest($2::bigint[]) with ordinality as of_lane(position, lane)`,
    [ahead, positions],
  );
};
/** A part of the log: of position 2 the other projection has to be told first. */
const partOf = async (lane: number): Promise<LanePart> => {
  const { events, unreadable } = await source.read({ afterPosition: 0, limit: 10 });
  return { lane, after: 0, upTo: events.length + unreadable.length, events, unreadable };
};
const held = async (...parts: LanePart[]): Promise<{ lane: number; upTo: number; positions: number[] }[]> =>
  (await holdBack(db.pool, behind, { parts, laneCount: 2 })).map(({ lane, upTo, events }) => ({
    lane,
    upTo,
    positions: events.map(({ position }) => position),
  }));
const whole = { upTo: 3, positions: [1, 2, 3] };
const cut = { upTo: 1, positions: [1] };

describe('an event that another projection has to have first', () => {
  beforeEach(() => {
    source.append('notes', [noteTaken('a', 1), noteCrossedOut('a', 1), noteTaken('a', 2)]);
  });

  test.each([
    [0, cut],
    [1, cut],
    [2, whole],
    [3, whole],
  ])(
    'waits for the leader of that one, who is at %d, and what comes after it waits too',
    async (...[at, expected]) => {
      await led(at);
      expect(await held(await partOf(0))).toEqual([{ lane: 0, ...expected }]);
    },
  );

  test('waits for its own lane only, where both have the same lanes', async () => {
    await inLanes(2, 1);
    expect(await held(await partOf(0), await partOf(1))).toEqual([
      { lane: 0, ...whole },
      { lane: 1, ...cut },
    ]);
  });

  test('waits for the last of all lanes, where those of the other are of another number', async () => {
    await inLanes(3, 3, 1);
    expect(await held(await partOf(0), await partOf(1))).toEqual([
      { lane: 0, ...cut },
      { lane: 1, ...cut },
    ]);
    await db.ownerPool.query('update projections.lanes set position = 2');
    expect(await held(await partOf(0), await partOf(1))).toEqual([
      { lane: 0, ...whole },
      { lane: 1, ...whole },
    ]);
  });

  test('waits where nobody has begun with the other one', async () => {
    expect(await held(await partOf(0))).toEqual([{ lane: 0, ...cut }]);
  });

  test('leaves out a part that begins with it', async () => {
    const { events, ...part } = await partOf(0);
    expect(await held({ ...part, after: 1, events: events.slice(1) })).toEqual([]);
  });
});

test('what cannot be read waits as well, behind an event that does', async () => {
  source.append('notes', [noteCrossedOut('a', 1)]);
  const { events } = await source.read({ afterPosition: 0, limit: 1 });
  const [event] = events;
  if (event === undefined) throw new Error('nothing was appended');
  const unreadable = [{ ...event, position: 5, reason: 'newer' }];
  const crossed = { ...event, position: 4 };
  const [part] = await holdBack(db.pool, behind, {
    parts: [{ lane: 0, after: 0, upTo: 6, events: [crossed], unreadable }],
    laneCount: 2,
  });
  expect(part).toMatchObject({ upTo: 3, events: [], unreadable: [] });
});

test('events that nobody else has to have first do not wait', async () => {
  source.append('notes', [noteTaken('a', 1)]);
  expect(await held(await partOf(0))).toEqual([{ lane: 0, upTo: 1, positions: [1] }]);
});
