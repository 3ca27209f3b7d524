import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { appendSettled } from '../../src/append/appender.ts';
import { callAppend } from '../../src/append/append-call.ts';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import type { AppendRequest } from '../../src/event-store.ts';
import { verifyLog } from '../../src/verify/verify-log.ts';
import { appending, newCommand, newStream, progressed } from '../examples.ts';
import { sequenceAll } from '../sequence-all.ts';

describe('appends that share a call', () => {
  let database: TestDatabase;
  const call = (...requests: AppendRequest[]) => callAppend(database.pool, requests, { mayWait: false });
  const versionsOf = async (...streamIds: string[]): Promise<(number | null)[]> => {
    const { rows } = await database.pool.query<{ version: number | null }>(
      `select s.version from unnest($1::text[]) with ordinality as w(stream_id, place)
         left join event_store.streams s on s.stream_id = w.stream_id order by w.place`,
      [streamIds],
    );
    return rows.map(({ version }) => version);
  };

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
  });
  afterAll(() => database.drop());

  test('have an outcome each, whatever becomes of the others', async () => {
    const [known, foreign, held, fresh] = [newStream(), newStream(), newStream(), newStream()];
    const [ahead, unknown] = [newStream(), newStream()];
    const [done, underWay] = [newCommand(), newCommand()];
    await call(
      appending(known, [1]),
      appending(foreign, [1], { tenantId: 'other' }),
      appending(held, [1]),
      appending(ahead, [1, 2]),
    );
    const [first] = await call({ ...appending(newStream(), [1]), metadata: done });
    const tx = await database.pool.connect();
    try {
      await tx.query('begin');
      await appendSettled(tx, { ...appending(held, [2]), metadata: underWay });
      const outcomes = await call(
        appending(held, [3]),
        { ...appending(newStream(), [1]), metadata: underWay },
        appending(known, [2, 3], { expectedVersion: 1 }),
        { ...appending(newStream(), [1]), metadata: done },
        appending(foreign, [2]),
        appending(ahead, [3], { expectedVersion: 1 }),
        appending(unknown, [1], { expectedVersion: 3 }),
        appending(fresh, [1], { expectedVersion: 0 }),
      );
      expect(outcomes).toEqual([
        { outcome: 'busy' },
        { outcome: 'busy' },
        { outcome: 'appended', commitId: expect.any(String), versions: [3] },
        { outcome: 'duplicate', commitId: first?.outcome === 'appended' && first.commitId },
        { outcome: 'foreign', streamId: foreign, actualVersion: 1 },
        { outcome: 'conflict', streamId: ahead, actualVersion: 2 },
        { outcome: 'conflict', streamId: unknown, actualVersion: 0 },
        { outcome: 'appended', commitId: expect.any(String), versions: [1] },
      ]);
    } finally {
      await tx.query('rollback');
      tx.release();
    }
    expect(await versionsOf(known, foreign, held, ahead, unknown, fresh)).toEqual([3, 1, 1, 2, null, 1]);
  });

  test('say of a foreign stream or a conflict before they say busy, and name the first such stream', async () => {
    const [held, foreign, ahead, later] = [newStream(), newStream(), newStream(), newStream()];
    await call(
      appending(held, [1]),
      appending(foreign, [1], { tenantId: 'other' }),
      appending(ahead, [1]),
      appending(later, [1]),
    );
    const over = (...streamIds: string[]): AppendRequest => ({
      streams: streamIds.map((streamId) => ({ streamId, expectedVersion: 7, events: [progressed(1)] })),
      metadata: newCommand(),
    });
    const tx = await database.pool.connect();
    try {
      await tx.query('begin');
      await appendSettled(tx, appending(held, [2]));
      expect(await call(over(held, ahead, later))).toEqual([
        { outcome: 'conflict', streamId: ahead, actualVersion: 1 },
      ]);
      expect(await call(over(held, later, ahead, foreign))).toEqual([
        { outcome: 'foreign', streamId: foreign, actualVersion: 1 },
      ]);
      expect(await call(over(held))).toEqual([{ outcome: 'busy' }]);
    } finally {
      await tx.query('rollback');
      tx.release();
    }
  });

  test('answer with the versions in the order of the streams given, the untouched among them', async () => {
    // The order given is the reverse of that in which they are locked.
    const [last, middle, first] = ['sync-c', 'sync-b', 'sync-a'].map((name) => `${name}${newStream()}`);
    if (last === undefined || middle === undefined || first === undefined) throw new Error('three streams');
    await call(appending(middle, [1, 2, 3]), appending(first, [1]));
    const outcomes = await call(appending(newStream(), [1, 2, 3, 4]), {
      streams: [
        { streamId: last, expectedVersion: 0, events: [progressed(1), progressed(2)] },
        { streamId: middle, expectedVersion: 3, events: [] },
        { streamId: first, expectedVersion: 'any', events: [progressed(3)] },
      ],
      metadata: newCommand(),
    });
    expect(outcomes).toMatchObject([{ versions: [4] }, { versions: [2, 3, 2] }]);
    const { rows } = await database.pool.query(
      `select s.stream_id, e.ordinal, e.version, (e.data ->> 'done')::int as done
         from event_store.events e join event_store.streams s using (stream_key)
        where e.commit_id = $1 order by e.ordinal`,
      [outcomes[1]?.outcome === 'appended' ? outcomes[1].commitId : null],
    );
    expect(rows).toEqual([
      { stream_id: last, ordinal: 0, version: 1, done: 1 },
      { stream_id: last, ordinal: 1, version: 2, done: 2 },
      { stream_id: first, ordinal: 2, version: 2, done: 3 },
    ]);
  });

  test('draw their commit ids in the order given, and all of it verifies', async () => {
    const outcomes = await call(...Array.from({ length: 64 }, (_, n) => appending(newStream(), [n, n + 1])));
    const ids = outcomes.map((outcome) => Number(outcome.outcome === 'appended' && outcome.commitId));
    expect(ids).toEqual(ids.map((_, n) => (ids[0] ?? 0) + n));
    await sequenceAll(database.pool);
    expect(await verifyLog(database.pool)).toMatchObject({ ok: true });
  });
});
