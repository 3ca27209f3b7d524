import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import type { PoolClient } from 'pg';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { verifyLog, type VerifyOptions } from '../../src/verify/verify-log.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { appending, newStream } from '../examples.ts';
import { sequenceAll } from '../sequence-all.ts';

/** Ten commits of two events: commit n has positions 2n - 1 and 2n. */
const commits = 10;

describe('verify', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  const streamId = newStream();
  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
    store = new PostgresEventStore({ pool: database.pool });
    for (let n = 1; n <= commits; n += 1) await store.append(appending(streamId, [n, n]));
    await store.append(appending(newStream(), [0], { tenantId: 'other' }));
    await sequenceAll(database.pool);
  });
  afterAll(() => database.drop());

  const tables = ['events', 'commits', 'log', 'streams', 'sequencer'];

  /** What verify says in the middle of a forgery by the owner, triggers off; then all is as before. */
  const verifyAfter = async (forgery: string, options?: VerifyOptions): Promise<Verification> => {
    const owner: PoolClient = await database.ownerPool.connect();
    try {
      await owner.query('begin');
      for (const table of tables) await owner.query(`alter table event_store.${table} disable trigger user`);
      const { rowCount } = await owner.query(forgery);
      expect(rowCount).not.toBe(0);
      return await verifyLog(owner, options);
    } finally {
      await owner.query('rollback');
      owner.release();
    }
  };

  test('finds a log sound that is, in batches of any size', async () => {
    for (const batchCommits of [1, 3, 11, 1000]) {
      const verification = await verifyLog(database.pool, { batchCommits });
      expect(verification).toMatchObject({ ok: true, positions: 21, commits: 11, firstBroken: null });
    }
  });

  test('finds an empty log sound', async () => {
    const empty = await createTestDatabase({ schemas: [eventStoreSchema] });
    expect(await verifyLog(empty.pool)).toMatchObject({ ok: true, positions: 0, commits: 0 });
    await empty.drop();
  });

  test.each<[string, string, object]>([
    [
      'a changed payload',
      `update event_store.events set data = '{"done":1000}' where commit_id = 4 and ordinal = 1`,
      { commitId: '4', position: 7, reason: 'content-changed' },
    ],
    [
      'a payload that means the same and reads otherwise',
      `update event_store.events set data = (data::text || ' ')::json where commit_id = 4 and ordinal = 0`,
      { commitId: '4', position: 7, reason: 'content-changed' },
    ],
    [
      'a changed type',
      `update event_store.events set type = 'SyncCompleted' where commit_id = 5 and ordinal = 0`,
      { commitId: '5', position: 9, reason: 'content-changed' },
    ],
    [
      'exchanged events of a commit',
      `update event_store.events set data = case ordinal when 0 then '{"b":2}' else '{"a":1}' end::json where commit_id = 5`,
      { commitId: '5', position: 9, reason: 'content-changed' },
    ],
    [
      'another actor',
      `update event_store.commits set actor = 'user:eve' where commit_id = 6`,
      { commitId: '6', position: 11, reason: 'content-changed' },
    ],
    [
      'another time',
      `update event_store.commits set recorded_at = recorded_at + interval '1 ms' where commit_id = 6`,
      { commitId: '6', position: 11, reason: 'content-changed' },
    ],
    [
      'a cause that was made up',
      `update event_store.commits set causation_id = '' where commit_id = 6`,
      { commitId: '6', position: 11, reason: 'content-changed' },
    ],
    [
      'a stream that was given to another tenant',
      `update event_store.streams set tenant_id = 'other' where stream_key = 1`,
      { commitId: '1', position: 1, reason: 'content-changed' },
    ],
    [
      'a changed payload with its digest made anew',
      `with changed as (
         update event_store.events set data = '{}' where commit_id = 4 and ordinal = 0 returning 1
       )
       update event_store.commits set digest = sha256('anything') where commit_id = 4`,
      { commitId: '4', position: 7, reason: 'content-changed' },
    ],
    [
      'a missing event',
      'delete from event_store.events where commit_id = 3 and ordinal = 1',
      { commitId: '3', position: 5, reason: 'events-missing-or-added' },
    ],
    [
      'an event put in',
      `insert into event_store.events select commit_id, stream_key, 2, 99, schema_version, type, data
         from event_store.events where commit_id = 3 and ordinal = 1`,
      { commitId: '3', position: 5, reason: 'events-missing-or-added' },
    ],
    [
      'an event moved to another place',
      'update event_store.events set ordinal = 7 where commit_id = 3 and ordinal = 1',
      { commitId: '3', position: 5, reason: 'events-missing-or-added' },
    ],
    [
      'a missing commit',
      'delete from event_store.commits where commit_id = 7',
      { commitId: '7', position: 13, reason: 'commit-missing' },
    ],
    [
      'a hole, naming the commit that lost its place',
      'delete from event_store.log where commit_id = 7',
      { commitId: '7', position: 13, reason: 'position-hole' },
    ],
    [
      'a hole where a commit was taken out with all its traces',
      `with a as (delete from event_store.events where commit_id = 7), b as (delete from event_store.commits where commit_id = 7)
       delete from event_store.log where commit_id = 7`,
      { commitId: '8', position: 13, reason: 'position-hole' },
    ],
    [
      'a commit taken out and the rest moved up',
      `delete from event_store.log where commit_id = 10;
       update event_store.log set first_position = first_position - 2 where commit_id > 10`,
      { commitId: '11', position: 19, reason: 'chain-broken' },
    ],
    [
      'swapped order',
      `update event_store.log set commit_id = -8 where commit_id = 8;
       update event_store.log set commit_id = 8 where commit_id = 9;
       update event_store.log set commit_id = 9 where commit_id = -8`,
      { commitId: '9', position: 15, reason: 'chain-broken' },
    ],
    [
      'a hash of its own making',
      `update event_store.log set chain_hash = sha256('x') where commit_id = 8`,
      { commitId: '8', position: 15, reason: 'chain-broken' },
    ],
    [
      'a tail cut off',
      'delete from event_store.log where commit_id >= 10',
      { commitId: '10', position: 19, reason: 'tail-missing' },
    ],
    [
      'a tail cut off with the head set back',
      `with gone as (delete from event_store.log where commit_id >= 10)
       update event_store.sequencer set last_position = 18,
         head_hash = (select chain_hash from event_store.log where commit_id = 9)`,
      { commitId: '10', position: null, reason: 'commit-not-in-log' },
    ],
    [
      'a head that was changed',
      `update event_store.sequencer set head_hash = sha256('x')`,
      { commitId: null, position: 22, reason: 'tail-missing' },
    ],
  ])('finds %s', async (_what, forgery, firstBroken) => {
    expect(await verifyAfter(forgery)).toMatchObject({ ok: false, firstBroken });
    expect(await verifyLog(database.pool)).toMatchObject({ ok: true });
  });

  test('names the first of several', async () => {
    const verification = await verifyAfter(
      `update event_store.events set data = '{}' where commit_id in (4, 6, 9)`,
      { batchCommits: 2 },
    );
    expect(verification).toMatchObject({ positions: 6, commits: 3, firstBroken: { commitId: '4' } });
  });

  test('holds the log against a head that was written down elsewhere', async () => {
    const { head } = await verifyLog(database.pool);
    expect(head).toEqual({ position: 21, chainHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await verifyLog(database.pool, { anchor: head })).toMatchObject({ ok: true });
    const other = { anchor: { ...head, chainHash: '0'.repeat(64) } };
    expect(await verifyLog(database.pool, other)).toMatchObject({
      ok: false,
      firstBroken: { commitId: '11', reason: 'anchor-mismatch' },
    });
    // All that ever was is gone, and nothing here remembers it.
    const forgery = `
      with a as (delete from event_store.log), b as (delete from event_store.commits)
      update event_store.sequencer set last_position = 0, head_hash = decode(repeat('00', 32), 'hex')`;
    expect(await verifyAfter(forgery)).toMatchObject({ ok: true });
    expect(await verifyAfter(forgery, { anchor: head })).toMatchObject({
      ok: false,
      firstBroken: { position: 1, reason: 'anchor-mismatch' },
    });
  });

  test('may run while commits are appended and wait for their positions', async () => {
    await store.append(appending(newStream(), [1]));
    expect(await verifyLog(database.pool)).toMatchObject({ ok: true, positions: 21 });
  });
});
