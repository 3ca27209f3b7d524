import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@cadastre/events';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import fc from 'fast-check';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import type { AppendRequest } from '../../src/event-store.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { createSequencer } from '../../src/sequencer/sequencer.ts';
import { verifyLog } from '../../src/verify/verify-log.ts';
import { appending, newCommand, newStream, progressed } from '../examples.ts';
import { sequenceAll } from '../sequence-all.ts';
import { Child } from './child.ts';
import { NaiveReader, PositionReader } from './log-readers.ts';

const seed = 20_260_105;
const streams = Array.from({ length: 12 }, newStream);

const steadySteps = 100;

type Step = { kind: 'append' | 'commit' | 'roll back'; delayMs: number; request: AppendRequest };

const steps = fc.record({
  kind: fc.constantFrom('append' as const, 'append' as const, 'commit' as const, 'roll back' as const),
  delayMs: fc.nat({ max: 30 }),
  streams: fc.shuffledSubarray(streams, { minLength: 1, maxLength: 3 }),
  events: fc.integer({ min: 1, max: 4 }),
});

const planOf = (writer: number, length: number): Step[] =>
  fc.sample(steps, { numRuns: length, seed: seed + writer }).map(({ kind, delayMs, streams, events }, n) => ({
    kind,
    delayMs,
    request: {
      streams: streams.map((streamId) => ({
        streamId,
        expectedVersion: 'any',
        events: Array.from({ length: events }, () => progressed(writer * 1_000 + n)),
      })),
      metadata: newCommand({ actor: `worker:${writer}` }),
    },
  }));

describe('a reader by position', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  beforeEach(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
    store = new PostgresEventStore({ pool: database.pool });
  });
  afterEach(() => database.drop());

  /** The truth, read when everybody has gone. */
  const committed = async (): Promise<{ events: string[]; commits: string[] }> => {
    const { rows } = await database.pool.query<{ event_id: string; commit_id: string }>(
      `select commit_id || '-' || ordinal as event_id, commit_id::text
         from event_store.events order by commit_id, ordinal`,
    );
    return {
      events: rows.map((row) => row.event_id),
      commits: [...new Set(rows.map((row) => row.commit_id))],
    };
  };

  test('sees a commit that was begun first and ended last; a reader by number loses it for ever', async () => {
    const reader = new PositionReader(store);
    const naive = new NaiveReader(database.pool);
    const slow = await database.pool.connect();
    await slow.query('begin');
    const early = await store.appendIn(slow, appending(newStream(), [1]));
    const late = await store.append(appending(newStream(), [2]));
    expect(BigInt(late.commitId)).toBeGreaterThan(BigInt(early.commitId));
    await sequenceAll(database.pool);
    await waitFor(() => naive.seen.length === 1 && reader.seen.length === 1);
    await slow.query('commit');
    slow.release();
    await sequenceAll(database.pool);

    expect((await reader.finish()).map(({ commitId }) => commitId)).toEqual([late.commitId, early.commitId]);
    expect(await naive.finish()).toEqual([late.commitId]);
    expect((await committed()).commits).toEqual([early.commitId, late.commitId]);
  });

  test('sees every event once and in order, whatever happens to writers and sequencers', async () => {
    const standby = createSequencer({
      pool: database.pool,
      owner: 'standby',
      wakeUp: new WakeUp(),
      pollMs: 20,
      leaseMs: 200,
      onSequenced: () => undefined,
      log: silentLog,
    });
    const sequencer = new Child<{ position: number }>('sequencer.mjs', { url: database.url, leaseMs: 200 });
    await waitFor(() => sequencer.said.length > 0, { what: 'the first sequencer' });
    standby.start();
    const reader = new PositionReader(store);
    const naive = new NaiveReader(database.pool);

    const open = await database.pool.connect();
    await open.query('begin');
    const held = await store.appendIn(open, appending(newStream(), [0]));

    let acknowledged = 0;
    const start = (writer: number, length: number) =>
      new Child<{ commitId: string }>(
        'writer.mjs',
        { url: database.url, plan: planOf(writer, length), lanes: 4 },
        () => (acknowledged += 1),
      );
    const doomed = [start(1, 1_000), start(2, 1_000)];
    const steady = [start(3, steadySteps), start(4, steadySteps)];
    await waitFor(() => acknowledged > 60, { what: 'the first appends', timeoutMs: 20_000 });
    doomed[0]?.kill();
    await waitFor(() => acknowledged > 120, { what: 'appends of those that live on', timeoutMs: 20_000 });
    sequencer.kill();
    await waitFor(() => acknowledged > 180, { what: 'appends without a sequencer', timeoutMs: 20_000 });
    doomed[1]?.kill();
    await Promise.all([...doomed, ...steady].map(({ exited }) => exited));
    expect(doomed.map(({ wasKilled }) => wasKilled)).toEqual([true, true]);
    expect(steady.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    await open.query('commit');
    open.release();

    const truth = await committed();
    await waitFor(async () => (await store.headPosition()) === truth.events.length, { timeoutMs: 20_000 });
    const seen = await reader.finish();
    await standby.stop();

    expect(seen.map(({ position }) => position)).toEqual(truth.events.map((_, n) => n + 1));
    expect(seen.map(({ eventId }) => eventId).sort()).toEqual([...truth.events].sort());
    const sequenced = new Set(seen.map(({ commitId }) => commitId));
    for (const { commitId } of [...doomed, ...steady].flatMap(({ said }) => said)) {
      expect(sequenced.has(commitId)).toBe(true);
    }
    expectVersionsInOrder(seen);
    expectRolledBackIsNotThere(seen);
    expect(await verifyLog(database.pool)).toMatchObject({ ok: true, positions: truth.events.length });

    const seenByNumber = new Set(await naive.finish());
    expect(truth.commits.filter((commitId) => !seenByNumber.has(commitId))).toContain(held.commitId);
  }, 60_000);
});

/** In each stream versions are dense and their order is the order of positions. */
const expectVersionsInOrder = (seen: readonly RecordedEvent[]): void => {
  for (const streamId of streams) {
    const versions = seen.filter((event) => event.streamId === streamId).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, n) => n + 1));
  }
};

const expectRolledBackIsNotThere = (seen: readonly RecordedEvent[]): void => {
  const numbers = new Set(seen.map(({ data }) => (data as { done: number }).done));
  for (const writer of [3, 4]) {
    planOf(writer, steadySteps).forEach(({ kind }, n) => {
      expect(numbers.has(writer * 1_000 + n)).toBe(kind !== 'roll back');
    });
  }
};
