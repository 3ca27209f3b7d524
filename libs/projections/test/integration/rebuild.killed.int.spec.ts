import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { readCheckpoints, readRebuild } from '../../src/index.ts';
import { tenfoldNotes } from '../fixtures/notes.ts';
import { manyNotes } from '../fixtures/projector.ts';
import type { RebuilderOrders } from '../fixtures/rebuilder.ts';
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
} from './support.ts';

const events = 700;
let db: TestDatabase;

beforeAll(async () => {
  db = await notesDatabase();
});
afterAll(() => db.drop());
beforeEach(() => emptyNotes(db));
afterEach(stopProjectors);

const fileOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const killedAt = async (orders: Omit<RebuilderOrders, 'url' | 'events'>): Promise<void> => {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@cadastre/source',
      '--import',
      fileOf('../../../../tools/typescript.mjs'),
      fileOf('../fixtures/rebuilder.ts'),
      JSON.stringify({ url: db.url, events, ...orders }),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
};

const leftovers = async (): Promise<string[]> => {
  const { rows } = await db.ownerPool.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname like 'notes\\__%'
      union all select name from projections.checkpoints where name like '%/next'`,
  );
  return rows.map(({ name }) => name);
};

const isSwapped = ({ dieAt, when }: { dieAt: string; when: string }): boolean =>
  dieAt.includes('drop_beside') || (dieAt === 'commit of the swap' && when === 'after');

/** Every transaction of a rebuild, on both sides of the statement that makes the difference. */
test.each<[string, 'before' | 'after', number]>([
  ['projections.create_beside', 'before', 0],
  ['projections.create_beside', 'after', 0],
  ['projections.advance', 'before', 5],
  ['projections.advance', 'after', 5],
  ['projections.index_beside', 'before', 0],
  ['projections.index_beside', 'after', 0],
  ['projections.analyze_beside', 'after', 0],
  ['epoch = epoch + 1', 'after', 0],
  ['projections.swap_beside', 'before', 0],
  ['projections.swap_beside', 'after', 0],
  ['insert into projections.parked_events', 'after', 0],
  ['commit of the swap', 'before', 0],
  ['commit of the swap', 'after', 0],
  ['projections.drop_beside', 'before', 0],
  ['projections.drop_beside', 'after', 0],
])(
  'killed at %s (%s it), the rows are the old or the new ones, and another process ends it',
  async (dieAt, when, survives) => {
    const source = manyNotes(events);
    await projectAll(db, { source });
    const old = expectedBooks(await everything(source));
    const made = old.map((book) => ({ ...book, total: book.total * 10 }));

    await killedAt({ dieAt, when, survives });
    expect(await readBooks(db.pool)).toEqual(isSwapped({ dieAt, when }) ? made : old);

    const projector = startProjector(db, { source, projection: tenfoldNotes() });
    const rebuilder = startRebuilder(db, { source, projection: tenfoldNotes() });
    await rebuildDone(db);
    await caughtUp(projector, source);
    await waitFor(async () => (await leftovers()).length === 0);
    await Promise.all([rebuilder.stop(), projector.stop()]);
    expect(await readBooks(db.pool)).toEqual(made);
    expect(await readCheckpoints(db.pool)).toMatchObject([{ version: 2, position: events, parkedKeys: 0 }]);
    expect((await readRebuild(db.pool))?.rebuildId).toBe(1);
  },
  30_000,
);
