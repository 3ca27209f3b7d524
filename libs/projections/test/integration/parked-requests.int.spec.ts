import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { ParkedKeyNotFound, ParkedPositionMoved } from '../../src/parking/parked-errors.ts';
import { getParkedKey, listParkedKeys, listParkedPositions } from '../../src/parking/parked-keys.ts';
import { getParkedRequest, listParkedRequests } from '../../src/parking/parked-requests.ts';
import { retryParkedKey, skipParkedEvent } from '../../src/parking/request-parked.ts';
import { notesProjection, noteTaken } from '../fixtures/notes.ts';
import {
  caughtUp,
  emptyNotes,
  notesDatabase,
  projectAll,
  readBooks,
  rebuildDone,
  startProjector,
  startRebuilder,
  stopProjectors,
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
const tenantId = 'default';
const asked = { projection, key: 'a', requestedBy: 'user:ada', correlationId: 'ticket-1' };
const settled = (requestId: number) =>
  waitFor(async () => (await getParkedRequest(db.pool, requestId))?.outcome !== null, { pollMs: 5 });
/** Parks `a` at position 2, with position 3 behind it. */
const parkA = async (): Promise<void> => {
  source.append('notes', [noteTaken('a', 1), noteTaken('a', 1e12), noteTaken('a', 3), noteTaken('b', 4)]);
  await projectAll(db, { source });
};

describe('who asked', () => {
  test('is kept with what came of it, after the key is free', async () => {
    await parkA();
    const first = await retryParkedKey(db.pool, asked);
    expect(first.parked).toMatchObject({ state: 'retry-requested', requestedBy: 'user:ada', position: 2 });
    const projector = startProjector(db, { source });
    await settled(first.requestId);
    const second = await skipParkedEvent(db.pool, { ...asked, position: 2, requestedBy: 'user:eve' });
    await settled(second.requestId);
    await caughtUp(projector, source);
    expect(await listParkedKeys(db.pool)).toEqual([]);
    expect(await listParkedRequests(db.pool, { projection, key: 'a' })).toMatchObject([
      { action: 'skip', position: 2, requestedBy: 'user:eve', hasSkipped: true, outcome: 'freed' },
      {
        action: 'retry',
        requestedBy: 'user:ada',
        correlationId: 'ticket-1',
        hasSkipped: false,
        outcome: 'stuck',
      },
    ]);
    expect((await readBooks(db.pool)).map(({ trail }) => trail)).toEqual(['+1+3', '+4']);
  });

  test('and asks again before it is done has asked once; whoever asks for the other thing takes its place', async () => {
    await parkA();
    const { requestId } = await retryParkedKey(db.pool, asked);
    const again = await retryParkedKey(db.pool, { ...asked, requestedBy: 'user:eve' });
    expect([again.requestId, again.parked.requestedBy]).toEqual([requestId, 'user:ada']);
    const other = await skipParkedEvent(db.pool, { ...asked, position: 2 });
    expect(other.requestId).not.toBe(requestId);
    expect(await getParkedRequest(db.pool, requestId)).toMatchObject({ outcome: 'replaced' });
    expect(await getParkedKey(db.pool, asked)).toMatchObject({ state: 'skip-requested' });
  });

  test('before a rebuild is told that the rows were made anew', async () => {
    await parkA();
    const { requestId } = await retryParkedKey(db.pool, asked);
    await db.pool.query('update projections.parked_keys set dead_lettered_position = 2');
    startRebuilder(db, { source, projection: notesProjection({ version: 2 }) });
    await rebuildDone(db);
    expect(await getParkedRequest(db.pool, requestId)).toMatchObject({ outcome: 'rebuilt' });
    expect(await listParkedKeys(db.pool)).toMatchObject([
      { key: 'a', tenantId, state: 'parked', deadLetteredPosition: 2 },
    ]);
  });
});

describe('a skip', () => {
  test('gives up the event that was named or none', async () => {
    await parkA();
    await expect(skipParkedEvent(db.pool, { ...asked, position: 3 })).rejects.toThrow(ParkedPositionMoved);
    expect(await getParkedKey(db.pool, asked)).toMatchObject({ state: 'parked' });
  });

  test('that meets a retry under way waits, and then does not hit the event behind', async () => {
    source.append('notes', [noteTaken('a', 1e12), noteTaken('a', 1e12), noteTaken('a', 3)]);
    await projectAll(db, { source });
    source.reread(1, noteTaken('a', 1));
    const { requestId } = await retryParkedKey(db.pool, asked);
    let skip: Promise<unknown> = Promise.resolve();
    // A projector in the middle of the retry holds the key's row.
    await inTransaction(db.pool, async (tx) => {
      await tx.query('select from projections.parked_keys for update');
      skip = expect(skipParkedEvent(db.pool, { ...asked, position: 1 })).rejects.toThrow(ParkedPositionMoved);
      await waitFor(() => isWaiting(tx), { pollMs: 5 });
      await tx.query(`update projections.parked_keys set position = 2, requested = null, request_id = null`);
    });
    await skip;
    expect(await getParkedRequest(db.pool, requestId)).toMatchObject({ hasSkipped: false });
  });
});

const isWaiting = async (tx: Queryable): Promise<boolean> => {
  const { rows } = await tx.query('select from pg_stat_activity where wait_event_type = $1', ['Lock']);
  return rows.length > 0;
};

describe('tenants', () => {
  const asTenant = <T>(tenant: string, work: (tx: Queryable) => Promise<T>): Promise<T> =>
    inTransaction(db.pool, async (tx) => {
      await tx.query(`select set_config('cadastre.tenant_id', $1, true)`, [tenant]);
      return work(tx);
    });

  test('see and touch their own parked keys only, whatever the query says', async () => {
    await parkA();
    await retryParkedKey(db.pool, asked);
    const count = async (tenant: string): Promise<number[]> =>
      asTenant(tenant, async (tx) => {
        const keys = await listParkedKeys(tx);
        const positions = await listParkedPositions(tx, { projection, key: 'a', limit: 9 });
        return [keys.length, positions.length, (await listParkedRequests(tx, asked)).length];
      });
    expect(await count(tenantId)).toEqual([1, 2, 1]);
    expect(await count('other')).toEqual([0, 0, 0]);
    await expect(asTenant('other', (tx) => retryParkedKey(tx, asked))).rejects.toThrow(ParkedKeyNotFound);
  });

  test('are asked for by the query as well', async () => {
    await parkA();
    const other = { ...asked, tenantId: 'other' };
    expect(await listParkedKeys(db.pool, { tenantId: 'other' })).toEqual([]);
    expect(await getParkedKey(db.pool, other)).toBeNull();
    await expect(retryParkedKey(db.pool, other)).rejects.toThrow(ParkedKeyNotFound);
    await expect(skipParkedEvent(db.pool, { ...other, position: 2 })).rejects.toThrow(ParkedKeyNotFound);
    // A refusal has done nothing: nobody's wish is on the key.
    expect(await listParkedKeys(db.pool, { tenantId })).toMatchObject([
      { key: 'a', tenantId, state: 'parked' },
    ]);
    expect(await listParkedRequests(db.pool, asked)).toEqual([]);
  });

  test('get back what a release parked that did not say whose it was', async () => {
    await parkA();
    await db.pool.query('update projections.parked_keys set tenant_id = null');
    startProjector(db, { source });
    await waitFor(async () => (await listParkedKeys(db.pool, { tenantId })).length === 1, { pollMs: 5 });
  });
});

test('a list is read in pages and by state', async () => {
  source.append(
    'notes',
    ['c', 'a', 'b'].map((book) => noteTaken(book, 1e12)),
  );
  await projectAll(db, { source });
  await retryParkedKey(db.pool, { ...asked, key: 'b' });
  const keys = async (options: Parameters<typeof listParkedKeys>[1]) =>
    (await listParkedKeys(db.pool, options)).map(({ key }) => key);
  expect(await keys({ limit: 2 })).toEqual(['a', 'b']);
  expect(await keys({ limit: 2, after: { projection, key: 'b' } })).toEqual(['c']);
  expect(await keys({ state: 'parked' })).toEqual(['a', 'c']);
  expect(await keys({ state: 'retry-requested' })).toEqual(['b']);
  expect(await keys({ projection: 'notes.other' })).toEqual([]);
});
