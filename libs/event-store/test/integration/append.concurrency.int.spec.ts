import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, inTransaction } from '@cadastre/postgres';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { appending, doneOf, newCommand, newStream, progressed } from '../examples.ts';

describe('appends beside each other', () => {
  const tenantId = 'acme';
  let database: TestDatabase;
  let store: PostgresEventStore;
  const numbersIn = async (streamId: string): Promise<number[]> =>
    (await store.readStream(streamId, { tenantId })).map(doneOf);
  const someoneWaitsForALock = () =>
    waitFor(async () => {
      const { rowCount } = await database.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount;
    });

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
    store = new PostgresEventStore({ pool: database.pool });
  });
  afterAll(() => database.drop());

  /** Runs the work while a transaction that appended is open, then commits or rolls back. */
  const whileOpen = async (
    open: (tx: PoolClient) => Promise<unknown>,
    work: () => Promise<void>,
    end: 'commit' | 'rollback' = 'commit',
  ): Promise<void> => {
    const tx = await database.pool.connect();
    try {
      await tx.query('begin');
      await open(tx);
      await work();
    } finally {
      await tx.query(end);
      tx.release();
    }
  };

  test.each(['new', 'known'])(
    'are not held up by a transaction that holds the %s stream of another',
    async (kind) => {
      const [held, free] = [newStream(), newStream()];
      const before = kind === 'new' ? [] : [0];
      if (kind === 'known') await store.append(appending(held, before));
      let waiting: Promise<unknown> = Promise.resolve();
      await whileOpen(
        (tx) => store.appendIn(tx, appending(held, [1])),
        async () => {
          // Asked for at once, so they share a call.
          waiting = store.append(appending(held, [2]));
          await store.append(appending(free, [3]));
          await someoneWaitsForALock();
          expect(await numbersIn(free)).toEqual([3]);
          expect(await numbersIn(held)).toEqual(before);
        },
      );
      expect(await waiting).toMatchObject({ versions: new Map([[held, before.length + 2]]) });
      expect(await numbersIn(held)).toEqual([...before, 1, 2]);
    },
  );

  test('are not failed by one that the database refuses', async () => {
    const streams = [newStream(), newStream(), newStream()];
    const outcomes = await Promise.allSettled(
      streams.map((streamId, n) =>
        store.append(appending(streamId, [n], n === 1 ? { actor: 'user:\u0000' } : {})),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await Promise.all(streams.map(numbersIn))).toEqual([[0], [], [2]]);
  });

  test.each(['commit', 'rollback'] as const)(
    'of one command wait for the first, which ends in a %s',
    async (end) => {
      const [one, other, free] = [newStream(), newStream(), newStream()];
      const metadata = newCommand();
      let first: unknown;
      let second: Promise<unknown> = Promise.resolve();
      await whileOpen(
        async (tx) => {
          first = await store.appendIn(tx, { ...appending(one, [1]), metadata });
        },
        async () => {
          second = store.append({ ...appending(other, [2]), metadata });
          await store.append(appending(free, [3])); // which shares a call with the second
          await someoneWaitsForALock();
        },
        end,
      );
      const expected =
        end === 'commit'
          ? { ...(first as object), isDuplicate: true }
          : { versions: new Map([[other, 1]]), isDuplicate: false };
      expect(await second).toMatchObject(expected);
      expect(await numbersIn(other)).toEqual(end === 'commit' ? [] : [2]);
    },
  );

  test('over several streams in any order never wait in a circle, and number each stream in order of commits', async () => {
    const pools = [1, 2, 3].map(() =>
      // Three hundred appends queue for twelve connections: on a busy machine their turn comes late.
      createPool({
        connectionString: database.url,
        max: 4,
        applicationName: 'writer',
        connectionTimeoutMs: 60_000,
      }),
    );
    const stores = pools.map((pool) => new PostgresEventStore({ pool }));
    const streams = Array.from({ length: 5 }, newStream);
    const plan = fc.sample(
      fc.record({
        store: fc.nat({ max: 2 }),
        streams: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 }),
        isOwnTransaction: fc.boolean(),
      }),
      { numRuns: 300, seed: 20_260_105 },
    );
    await Promise.all(
      plan.map(async (step, n) => {
        const request = {
          streams: step.streams.map((stream) => ({
            streamId: streams[stream] ?? '',
            expectedVersion: 'any' as const,
            events: [progressed(n)],
          })),
          metadata: newCommand(),
        };
        const [writer, pool] = [stores[step.store], pools[step.store]];
        if (writer === undefined || pool === undefined) throw new Error('no such writer');
        await (step.isOwnTransaction
          ? writer.append(request)
          : inTransaction(pool, (tx) => writer.appendIn(tx, request)));
      }),
    );
    for (const [index, streamId] of streams.entries()) {
      const events = await store.readStream(streamId, { tenantId });
      expect(events).toHaveLength(plan.filter((step) => step.streams.includes(index)).length);
      expect(events.map(({ version }) => version)).toEqual(events.map((_, n) => n + 1));
      const commits = events.map(({ commitId }) => Number(commitId));
      expect(commits).toEqual([...commits].sort((a, b) => a - b));
    }
    await Promise.all(pools.map((pool) => pool.end()));
  });
});
