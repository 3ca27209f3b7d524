import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { readRebuild, requestRebuild } from '../../src/index.ts';
import { resumeNextRows, type NextRows } from '../../src/rebuild/next-rows.ts';
import type { Rebuild } from '../../src/rebuild/rebuild.ts';
import { swap, type SwapOutcome } from '../../src/rebuild/swap.ts';
import { takeRebuild } from '../../src/rebuild/take-rebuild.ts';
import { takeStep } from '../../src/rebuild/take-step.ts';
import { takeUp } from '../../src/rebuild/take-up.ts';
import { notesProjection } from '../fixtures/notes.ts';
import { lanesUnderTest, stopMembers, type Member } from './lanes-support.ts';
import {
  emptyNotes,
  everything,
  expectedBooks,
  notesDatabase,
  projectAll,
  readBooks,
  recordingLog,
  startRebuilder,
  stopProjectors,
  takeNotes,
} from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;
const { messages, deliver, reached, serving } = lanesUnderTest({ db: () => db, source: () => source });

beforeAll(async () => {
  db = await notesDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await emptyNotes(db);
  source = new InMemoryEventSource();
});
afterEach(async () => {
  await stopMembers();
  await stopProjectors();
});

/** Everything but the swap, which gives way to a reader until its process ends. */
const rebuildUpToTheSwap = async (): Promise<void> => {
  await requestRebuild(db.pool, { projections: [notesProjection()], requestedBy: 'test' });
  const reader = await db.pool.connect();
  await reader.query('begin; select from notes.books');
  const rebuilder = startRebuilder(db, { source });
  await waitFor(async () => ((await readRebuild(db.pool))?.swapTries ?? 0) > 0);
  await rebuilder.stop();
  await reader.query('commit');
  reader.release();
};

const takeOver = async (): Promise<{ rebuild: Rebuild; rows: NextRows[] }> => {
  const projection = notesProjection();
  const versions = new Map([[projection.name, projection.version]]);
  const rebuild = await takeRebuild(db.pool, { owner: 'test', leaseMs: 10_000, versions });
  if (rebuild === null) throw new Error('there is no rebuild to take');
  const rows = await resumeNextRows(rebuild, {
    pool: db.pool,
    log: recordingLog().log,
    batchSize: 500,
    projections: [projection],
    sourceOf: () => source,
  });
  if (rows === null) throw new Error('there are no rows to go on with');
  return { rebuild, rows };
};

/** Whoever projects the rows that serve, up to the head of the log. */
type Project = () => Promise<void>;

const byLeader = (): Promise<Project> =>
  Promise.resolve(async () => {
    await projectAll(db, { source });
  });

const inLanes = async (): Promise<Project> => {
  const [member] = await serving([0, 1, 2, 3]);
  return async () => {
    await deliver(member as Member, await messages());
    await reached();
  };
};

test.each([
  ['a leader', byLeader],
  ['the members of lanes', inLanes],
])('rows behind those of %s do not take their place, even if nobody brings them there', async (_, begin) => {
  const projectAllNow = await begin();
  takeNotes(source, 70);
  await projectAllNow();
  await rebuildUpToTheSwap();
  takeNotes(source, 7);
  await projectAllNow();
  const all = expectedBooks(await everything(source));

  const { rebuild, rows } = await takeOver();
  const tables = notesProjection().tables?.names ?? [];
  const swapWith = (brought: readonly NextRows[]): Promise<SwapOutcome> =>
    swap({ pool: db.pool, rebuild, tables, rows: brought });
  expect(await swapWith([])).toBe('behind');
  expect(await readBooks(db.pool)).toEqual(all);
  expect(await swapWith(rows)).toBe('swapped');
  expect(await readBooks(db.pool)).toEqual(all);
});

test('a cancel that arrives in the moment of the swap is too late, and the rebuild is done', async () => {
  takeNotes(source, 70);
  await projectAll(db, { source });
  await rebuildUpToTheSwap();
  const { log } = recordingLog();
  const tools = { pool: db.pool, projections: [notesProjection()], sourceOf: () => source, log };
  const work = await takeUp(tools, { owner: 'test', leaseMs: 10_000 });
  if (work === undefined) throw new Error('there is no rebuild to take up');
  while (work.state !== 'swapped') await takeStep(tools, work);
  await db.pool.query('update projections.rebuilds set is_cancelled = true where finished_at is null');
  expect(await takeStep(tools, work)).toEqual({ next: 'idle', isOver: true });
  expect((await readRebuild(db.pool))?.state).toBe('done');
  expect(await readBooks(db.pool)).toEqual(expectedBooks(await everything(source)));
});
