import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLog, WakeUp, type BackgroundService } from '@cadastre/service-runtime';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { createSequencer } from '../../src/sequencer/sequencer.ts';
import { verifyLog } from '../../src/verify/verify-log.ts';
import { appending, doneOf, newStream } from '../examples.ts';

describe('the sequencer', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let wakeUp: WakeUp;
  const running: BackgroundService[] = [];

  beforeEach(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
    wakeUp = new WakeUp();
    store = new PostgresEventStore({ pool: database.pool, onAppended: () => wakeUp.ring() });
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
    await database.drop();
  });

  const start = async (owner: string, options: { leaseMs?: number; pollMs?: number } = {}) => {
    const heads: number[] = [];
    const sequencer = createSequencer({
      pool: database.pool,
      owner,
      wakeUp: owner === 'first' ? wakeUp : new WakeUp(),
      onSequenced: (position) => heads.push(position),
      log: silentLog,
      ...options,
    });
    running.push(sequencer);
    sequencer.start();
    await sequencer.started;
    return { sequencer, heads };
  };
  const lease = async () => {
    const { rows } = await database.pool.query<{ owner: string; epoch: number }>(
      'select owner, epoch from event_store.sequencer',
    );
    return rows[0];
  };
  /** A turn without a process around it. */
  const turn = async (candidate: string, { leaseMs = 60_000, maxCommits = 100 } = {}) => {
    const { rows } = await database.pool.query<{ is_owner: boolean; head: number; commits: number }>(
      'select * from event_store.sequence_commits($1, $2, $3)',
      [candidate, leaseMs, maxCommits],
    );
    return rows[0];
  };

  test('gives positions when the bell rings, long before it would look by itself', async () => {
    const { heads } = await start('first', { pollMs: 60_000 });
    const { commitId } = await store.append(appending(newStream(), [1, 2]));
    await waitFor(() => store.positionOfCommit(commitId));
    expect(heads.at(-1)).toBe(2);
  });

  test('finds what nobody rang for', async () => {
    await start('second', { pollMs: 20 });
    const { commitId } = await store.append(appending(newStream(), [1]));
    await waitFor(() => store.positionOfCommit(commitId));
  });

  test('stands by while another works, hears of its progress, and takes over at once when that stops', async () => {
    const { sequencer } = await start('first');
    const { heads } = await start('standby', { pollMs: 20, leaseMs: 60 });
    const first = await store.append(appending(newStream(), [1]));
    await waitFor(() => heads.at(-1) === 1);
    expect(await lease()).toMatchObject({ owner: 'first', epoch: 1 });
    await sequencer.stop();
    const second = await store.append(appending(newStream(), [2]));
    await waitFor(() => store.positionOfCommit(second.commitId));
    expect(await store.positionOfCommit(first.commitId)).toBe(1);
    expect(await store.positionOfCommit(second.commitId)).toBe(2);
    expect(await lease()).toMatchObject({ owner: 'standby', epoch: 2 });
  });

  test('takes over from one that vanished when the lease is over, not before', async () => {
    await store.append(appending(newStream(), [1]));
    expect(await turn('vanished', { leaseMs: 60_000 })).toMatchObject({ is_owner: true, commits: 1 });
    await store.append(appending(newStream(), [2]));
    expect(await turn('next')).toMatchObject({ is_owner: false, head: 1, commits: 0 });
    await database.ownerPool.query('update event_store.sequencer set expires_at = clock_timestamp()');
    expect(await turn('next')).toMatchObject({ is_owner: true, head: 2, commits: 1, owner_epoch: 2 });
  });

  test('keeps the lease while there is nothing to do', async () => {
    await turn('first', { leaseMs: 0 });
    await turn('first', { leaseMs: 60_000 });
    expect(await turn('next')).toMatchObject({ is_owner: false });
  });

  test('takes no more in a turn than it is told, in the order of commits', async () => {
    for (const number of [1, 2, 3, 4, 5]) await store.append(appending(newStream(), [number, number]));
    expect(await turn('first', { maxCommits: 2 })).toMatchObject({ head: 4, commits: 2 });
    expect(await turn('first', { maxCommits: 2 })).toMatchObject({ head: 8, commits: 2 });
    expect(await turn('first', { maxCommits: 2 })).toMatchObject({ head: 10, commits: 1 });
    expect(await turn('first', { maxCommits: 2 })).toMatchObject({ head: 10, commits: 0 });
    const { events } = await store.readLog({ afterPosition: 0, limit: 100 });
    expect(events.map(doneOf)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  test('neither waits for a turn that is under way elsewhere nor takes a place beside it', async () => {
    await store.append(appending(newStream(), [1]));
    const other = await database.pool.connect();
    await other.query('begin');
    await other.query(`select event_store.sequence_commits('other', 0, 100)`);
    await store.append(appending(newStream(), [2]));
    expect(await turn('first')).toMatchObject({ is_owner: false, head: 0, commits: 0 });
    await other.query('commit');
    other.release();
    expect(await turn('first')).toMatchObject({ is_owner: true, head: 2, commits: 1 });
  });

  test('numbers each place once when many turn at once and every lease is over', async () => {
    const candidates = ['a', 'b', 'c', 'd'];
    const appends = Array.from({ length: 60 }, (_, n) => store.append(appending(newStream(), [n, n])));
    const turns = Array.from({ length: 60 }, (_, n) =>
      turn(candidates[n % 4] ?? '', { leaseMs: 0, maxCommits: 3 }),
    );
    await Promise.all([...appends, ...turns]);
    await waitFor(async () => (await turn('a', { leaseMs: 0 }))?.commits === 0);
    expect(await verifyLog(database.pool)).toMatchObject({ ok: true, positions: 120, commits: 60 });
  });

  test('makes partitions before they are needed, without holding up appends', async () => {
    const partitions = async (): Promise<number> => {
      const { rows } = await database.pool.query<{ count: number }>(
        `select count(*) from pg_inherits where inhparent = 'event_store.events'::regclass`,
      );
      return rows[0]?.count ?? 0;
    };
    expect(await partitions()).toBe(2);
    await database.ownerPool.query(`select setval('event_store.commit_ids', 249999)`);
    const open = await database.pool.connect();
    await open.query('begin');
    await store.appendIn(open, appending(newStream(), [1]));
    await start('first');
    await waitFor(async () => (await partitions()) === 3);
    await open.query('commit');
    open.release();
    await store.append(appending(newStream(), [2]));
    await waitFor(async () => (await store.headPosition()) === 2);
    expect(await verifyLog(database.pool)).toMatchObject({ ok: true, commits: 2 });
  });

  test('is not missed when partitions run out: the append that finds none makes them', async () => {
    await database.ownerPool.query(`select setval('event_store.commit_ids', 500000)`);
    const streamId = newStream();
    expect(await store.append(appending(streamId, [1]))).toMatchObject({ commitId: expect.any(String) });
    expect(await store.readStream(streamId, { tenantId: 'acme' })).toHaveLength(1);
  });
});
