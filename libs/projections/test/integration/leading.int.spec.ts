import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { readCheckpoints } from '../../src/checkpoint/read-checkpoints.ts';
import { notesProjection, noteTaken } from '../fixtures/notes.ts';
import { manyNotes, type ProjectorOrders } from '../fixtures/projector.ts';
import {
  caughtUp,
  emptyNotes,
  expectedBooks,
  notesDatabase,
  readBooks,
  startProjector,
  stopProjectors,
} from './support.ts';

let db: TestDatabase;
let source: InMemoryEventSource;
const children: ChildProcess[] = [];

beforeAll(async () => {
  db = await notesDatabase();
});
beforeEach(async () => {
  await emptyNotes(db);
  source = new InMemoryEventSource();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await stopProjectors();
});
afterAll(() => db.drop());

const fileOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

type Child = {
  child: ChildProcess;
  position: () => number;
  isReady: () => boolean;
  kill: () => Promise<void>;
};

const startChild = (orders: Omit<ProjectorOrders, 'url'>): Child => {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@cadastre/source',
      '--import',
      fileOf('../../../../tools/typescript.mjs'),
      fileOf('../fixtures/projector.ts'),
      JSON.stringify({ url: db.url, ...orders }),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  children.push(child);
  let position = 0;
  let isReady = false;
  child.on('message', (message: { position?: number }) => {
    position = message.position ?? position;
    isReady = true;
  });
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  return { child, kill, position: () => position, isReady: () => isReady };
};

test('of two projectors one works, and the other goes on at once when it stops', async () => {
  const first = startProjector(db, { source });
  await waitFor(() => first.isLeading);
  const second = startProjector(db, { source });
  await second.started;
  source.append('notes', [noteTaken('a', 1)]);
  await caughtUp(first, source);
  expect(second.isLeading).toBe(false);
  await first.stop();
  source.append('notes', [noteTaken('a', 2)]);
  await caughtUp(second, source);
  await second.stop();
  expect((await readBooks(db.pool)).map(({ trail }) => trail)).toEqual(['+1+2']);
});

test('two projectors of one name do not share the lead', async () => {
  const first = startProjector(db, { source, owner: 'host:1' });
  await waitFor(() => first.isLeading);
  const second = startProjector(db, { source, owner: 'host:1' });
  await second.started;
  expect([first.isLeading, second.isLeading]).toEqual([true, false]);
});

test('a leader that was replaced in the middle of a batch writes nothing', async () => {
  source.append('notes', [noteTaken('a', 1)]);
  let letGo = (): void => undefined;
  let isInBatch = false;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const { on } = notesProjection();
  const slow = notesProjection({
    on: {
      ...on,
      NoteTaken: async (events, tx) => {
        isInBatch = true;
        await gate;
        return on.NoteTaken(events, tx);
      },
    },
  });
  const sleeper = startProjector(db, { source, projection: slow, leaseMs: 3_600_000 });
  await waitFor(() => isInBatch);
  await db.ownerPool.query('update projections.checkpoints set lease_expires_at = clock_timestamp()');
  const heir = startProjector(db, { source, leaseMs: 3_600_000 });
  await caughtUp(heir, source);
  letGo();
  await waitFor(() => sleeper.lines.some(({ message }) => message === 'projector lost the lead'));
  await Promise.all([sleeper.stop(), heir.stop()]);
  expect((await readBooks(db.pool)).map(({ trail }) => trail)).toEqual(['+1']);
});

test('a batch that lasts longer than the lease keeps the lead', async () => {
  source.append('notes', [noteTaken('a', 1)]);
  const { on } = notesProjection();
  let isStarted = false;
  const slow = notesProjection({
    on: {
      ...on,
      NoteTaken: async (events, tx) => {
        isStarted = true;
        await tx.query('select pg_sleep(3.5)');
        return on.NoteTaken(events, tx);
      },
    },
  });
  const busy = startProjector(db, { source, projection: slow, leaseMs: 1_500 });
  await waitFor(() => isStarted);
  const standby = startProjector(db, { source, leaseMs: 1_500 });
  await caughtUp(busy, source);
  expect(standby.isLeading).toBe(false);
  await Promise.all([busy.stop(), standby.stop()]);
  expect(busy.lines).toEqual([]);
});

test('projectors that are killed between and within batches apply no event twice and leave none out', async () => {
  const events = 3_000;
  const orders = { events, batchSize: 20, leaseMs: 1_000 };
  const [pauses = []] = fc.sample(fc.array(fc.nat(15), { minLength: 5, maxLength: 5 }), {
    seed: 3,
    numRuns: 1,
  });
  for (const [life, pause] of pauses.entries()) {
    const victim = startChild({ ...orders, owner: `life-${life}` });
    const start = await waitFor(() => victim.position(), { timeoutMs: 20_000, pollMs: 1, what: 'a batch' });
    await waitFor(() => victim.position() >= Math.min(events, start + pause * 20), { pollMs: 1 });
    await victim.kill();
  }
  const heir = startProjector(db, { source: manyNotes(events), batchSize: 500 });
  await caughtUp(heir, manyNotes(events));
  await heir.stop();
  const noted = await manyNotes(events).read({ afterPosition: 0, limit: events });
  expect(await readBooks(db.pool)).toEqual(expectedBooks(noted.events));
}, 90_000);

test('a standby process takes over within seconds when the leader dies', async () => {
  const orders = { events: 100, batchSize: 50, leaseMs: 3_000 };
  const leader = startChild({ ...orders, owner: 'leader' });
  await waitFor(() => leader.position() === 100, { timeoutMs: 20_000 });
  const standby = startChild({ ...orders, owner: 'standby', events: 150 });
  await waitFor(() => standby.isReady(), { timeoutMs: 20_000 });
  expect(await readCheckpoints(db.pool)).toMatchObject([
    { owner: expect.stringContaining('leader#'), position: 100 },
  ]);
  await leader.kill();
  await waitFor(() => standby.position() === 150, { timeoutMs: 10_000 });
  expect(await readCheckpoints(db.pool)).toMatchObject([
    { owner: expect.stringContaining('standby#'), position: 150 },
  ]);
}, 60_000);
