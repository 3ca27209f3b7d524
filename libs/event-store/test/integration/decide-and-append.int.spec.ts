import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '@cadastre/errors';
import { UnknownEventVersion, type Fold, type SyncProgressed } from '@cadastre/events';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { decideAndAppend, type Decision } from '../../src/decide/decide-and-append.ts';
import { loadState } from '../../src/decide/load-state.ts';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import type { AppendRequest } from '../../src/event-store.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { StreamVersionConflict } from '../../src/stream-version-conflict.ts';
import { appending, doneOf, newCommand, newStream, progressed } from '../examples.ts';

const tenantId = 'acme';
type Sum = { readonly total: number };
const sumFold: Fold<SyncProgressed, Sum> = {
  initialState: { total: 0 },
  evolve: ({ total }, { data }) => ({ total: total + data.done }),
};

class Refused extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'refused';
  override readonly title = 'Refused';
  constructor() {
    super('refused');
  }
}

describe('decideAndAppend', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let streamId: string;
  let other: string;
  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
    store = new PostgresEventStore({ pool: database.pool });
  });
  beforeEach(async () => {
    [streamId, other] = [newStream(), newStream()];
    await store.append(appending(streamId, [1, 2]));
  });
  afterAll(() => database.drop());

  const numbersIn = async (stream: string): Promise<number[]> =>
    (await store.readStream(stream, { tenantId })).map(doneOf);
  const read = () => ({ sum: { streamId, fold: sumFold } });
  const addTotal = ({ sum }: { sum: Sum }): Decision => [{ streamId, events: [progressed(sum.total)] }];

  test('folds the streams, decides, and appends with the versions read', async () => {
    const result = await decideAndAppend(store, {
      metadata: newCommand(),
      read: { ...read(), otherSum: { streamId: other, fold: sumFold } },
      decide: ({ sum, otherSum }) => [
        { streamId, events: [progressed(sum.total)] },
        { streamId: other, events: [progressed(otherSum.total + 10)] },
      ],
    });
    expect(result?.versions).toEqual(
      new Map([
        [streamId, 3],
        [other, 1],
      ]),
    );
    expect([await numbersIn(streamId), await numbersIn(other)]).toEqual([[1, 2, 3], [10]]);
  });

  test('writes to a stream it did not read only if that is new', async () => {
    const decide = (): Decision => [{ streamId: other, events: [progressed(5)] }];
    await decideAndAppend(store, { metadata: newCommand(), read: read(), decide });
    const again = decideAndAppend(store, { metadata: newCommand(), read: read(), decide });
    await expect(again).rejects.toMatchObject({ facts: { streamId: other, expectedVersion: 0 } });
  });

  test('refuses nothing because of two streams that were read before and after a commit of somebody else', async () => {
    const toBoth: AppendRequest = {
      streams: [streamId, other].flatMap((id) => appending(id, [3]).streams),
      metadata: newCommand(),
    };
    /** Between the reads of the two, once, both get an event. */
    class Interrupted extends PostgresEventStore {
      private first: Promise<unknown> | undefined;
      override async readToFold(...[id, options]: Parameters<PostgresEventStore['readToFold']>) {
        if (id !== other) {
          const found = super.readToFold(id, options);
          this.first ??= found.then(() => store.append(toBoth));
          return found;
        }
        await this.first;
        return super.readToFold(id, options);
      }
    }
    const seen: unknown[] = [];
    const interrupted = new Interrupted({ pool: database.pool });
    await decideAndAppend(interrupted, {
      metadata: newCommand(),
      read: { ...read(), otherSum: { streamId: other, fold: sumFold } },
      decide: ({ sum, otherSum }) => {
        seen.push([sum.total, otherSum.total]);
        if (otherSum.total > 0 && sum.total === 3) throw new Refused();
        return [{ streamId: other, events: [progressed(1)] }];
      },
    });
    expect(seen).toEqual([
      [3, 3],
      [6, 3],
    ]);
    expect(await numbersIn(other)).toEqual([3, 1]);
  });

  test('writes nothing where there is nothing to do, and nothing where it is refused', async () => {
    const nothing = await decideAndAppend(store, { metadata: newCommand(), read: read(), decide: () => [] });
    expect(nothing).toBeNull();
    const refused = decideAndAppend(store, {
      metadata: newCommand(),
      read: read(),
      decide: () => {
        throw new Refused();
      },
    });
    await expect(refused).rejects.toBeInstanceOf(Refused);
    expect(await numbersIn(streamId)).toEqual([1, 2]);
  });

  /** Somebody else writes between our read and our append. */
  const interrupted = (times: number, stream: string) => {
    let left = times;
    return async (request: AppendRequest) => {
      if (left-- > 0) await store.append(appending(stream, [100]));
      return store.append(request);
    };
  };

  test('decides again, on the new state, if somebody else was faster', async () => {
    const append = interrupted(1, streamId);
    await decideAndAppend(store, { metadata: newCommand(), read: read(), decide: addTotal, append });
    expect(await numbersIn(streamId)).toEqual([1, 2, 100, 103]);
  });

  test('gives up if somebody else was faster twice', async () => {
    const append = interrupted(2, streamId);
    const given = { metadata: newCommand(), read: read(), decide: addTotal, append };
    await expect(decideAndAppend(store, given)).rejects.toBeInstanceOf(StreamVersionConflict);
  });

  test('guards a stream that the decision hangs on and does not write to', async () => {
    const decide = ({ sum }: { sum: Sum }): Decision => [
      { streamId: other, events: [progressed(sum.total)] },
    ];
    const append = interrupted(1, streamId);
    await decideAndAppend(store, { metadata: newCommand(), read: read(), decide, append });
    expect(await numbersIn(other)).toEqual([103]);
  });

  test('gives the first result of a command, whatever would be decided now', async () => {
    const metadata = newCommand();
    const first = await decideAndAppend(store, { metadata, read: read(), decide: addTotal });
    const refuse = (): never => {
      throw new Refused();
    };
    for (const decide of [addTotal, () => [], refuse]) {
      const again = await decideAndAppend(store, { metadata, read: read(), decide });
      expect(again).toEqual({ ...first, isDuplicate: true });
    }
    expect(await numbersIn(streamId)).toEqual([1, 2, 3]);
  });

  test('keeps a snapshot of a long stream and starts from it', async () => {
    const snapshots = { name: 'sum@1', every: 50 };
    const stream = { streamId, fold: sumFold, snapshots };
    const add = (count: number) =>
      decideAndAppend(store, {
        metadata: newCommand(),
        read: { sum: stream },
        decide: () => [{ streamId, events: Array.from({ length: count }, () => progressed(1)) }],
      });
    const keptVersion = async (): Promise<number | undefined> =>
      (await store.readToFold(streamId, { tenantId, fold: 'sum@1' })).snapshot?.version;
    await add(48);
    expect(await keptVersion()).toBeUndefined();
    // Finds 50 events to fold, and keeps what they come to.
    await add(10);
    const { snapshot } = await store.readToFold(streamId, { tenantId, fold: 'sum@1' });
    expect(snapshot).toEqual({ version: 50, state: { total: 51 } });
    await add(5);
    expect(await keptVersion()).toBe(50);
    // A snapshot that says otherwise shows that it is what the fold starts from.
    await database.ownerPool.query(
      `update event_store.snapshots set state = '{"total": 1051}'
        where fold = 'sum@1' and stream_key = (select stream_key from event_store.streams where stream_id = $1)`,
      [streamId],
    );
    expect(await loadState(store, tenantId, stream)).toEqual({ state: { total: 1_066 }, version: 65 });
    // The same without any snapshot, and after the shape of the state has changed.
    const fromStart = { state: { total: 66 }, version: 65 };
    expect(await loadState(store, tenantId, { streamId, fold: sumFold })).toEqual(fromStart);
    const renamed = { streamId, fold: sumFold, snapshots: { name: 'sum@2' } };
    expect(await loadState(store, tenantId, renamed)).toEqual(fromStart);
  });

  test('takes a stream that is said to be new for new, and the append finds out when it is not', async () => {
    const decide = (): Decision => [{ streamId, events: [progressed(9)] }];
    const sum = { streamId, fold: sumFold, isNew: true };
    const decided = decideAndAppend(store, { metadata: newCommand(), read: { sum }, decide });
    await expect(decided).rejects.toBeInstanceOf(StreamVersionConflict);
    const fresh = { ...sum, streamId: other };
    const give = (): Decision => [{ streamId: other, events: [progressed(9)] }];
    expect(
      await decideAndAppend(store, { metadata: newCommand(), read: { fresh }, decide: give }),
    ).toMatchObject({ versions: new Map([[other, 1]]) });
  });

  test('does not decide on what a newer release wrote, which is no fault of the command', async () => {
    const newer = { ...progressed(1), schemaVersion: 99 };
    await store.append({
      streams: [{ streamId, expectedVersion: 'any', events: [newer] }],
      metadata: newCommand(),
    });
    const decided = decideAndAppend(store, { metadata: newCommand(), read: read(), decide: addTotal });
    await expect(decided).rejects.toMatchObject({
      kind: 'unavailable',
      cause: expect.any(UnknownEventVersion),
    });
  });
});
