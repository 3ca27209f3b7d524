import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appending, doneOf, newCommand, newStream, progressed } from '../examples.ts';
import type { EventStoreUnderTest, StartEventStore } from './implementation.ts';

const tenantId = 'acme';

export const readContract = (name: string, start: StartEventStore): void => {
  describe(`${name}: read`, () => {
    let under: EventStoreUnderTest;
    const store = () => under.store;
    /** Appends and sequences; returns the position before the first of them. */
    const logged = async (...batches: number[][]): Promise<number> => {
      await under.sequence();
      const before = await store().headPosition();
      for (const numbers of batches) await store().append(appending(newStream(), numbers));
      await under.sequence();
      return before;
    };
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.end());

    test('gives an event back with all that belongs to it', async () => {
      const streamId = newStream();
      const metadata = newCommand({ actor: 'worker:a', causationId: '1-0' });
      const odd = {
        ...progressed(1).data,
        note: 'quote " back\\slash \n line, Ünïcode \u2028 😀, null \u0000, %',
      };
      const events = [{ ...progressed(1), data: odd }];
      const { commitId } = await store().append({
        streams: [{ streamId, expectedVersion: 0, events }],
        metadata,
      });
      const unsequenced = {
        eventId: `${commitId}-0`,
        commitId,
        ordinal: 0,
        streamId,
        version: 1,
        position: null,
        type: 'SyncProgressed',
        schemaVersion: 1,
        data: odd,
        metadata: { ...metadata, recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/) },
      };
      expect(await store().readStream(streamId, { tenantId })).toEqual([unsequenced]);
      await under.sequence();
      const position = await store().positionOfCommit(commitId);
      expect(position).toBe(await store().headPosition());
      const sequenced = { ...unsequenced, position };
      expect(await store().readStream(streamId, { tenantId })).toEqual([sequenced]);
      expect(await store().readEvents([{ commitId, ordinal: 0 }])).toEqual([sequenced]);
      const page = await store().readLog({ afterPosition: (position ?? 0) - 1, limit: 10 });
      expect(page).toEqual({ events: [sequenced], nextPosition: position, headPosition: position });
    });

    test('hides a stream from other tenants', async () => {
      const streamId = newStream();
      await store().append(appending(streamId, [1]));
      expect(await store().readStream(streamId, { tenantId: 'other' })).toEqual([]);
      expect(await store().readStream(newStream(), { tenantId })).toEqual([]);
    });

    test('reads a stream after a version, and no further than asked', async () => {
      const streamId = newStream();
      await store().append(appending(streamId, [1, 2, 3, 4]));
      const read = async (options: { afterVersion?: number; limit?: number }): Promise<number[]> =>
        (await store().readStream(streamId, { tenantId, ...options })).map(doneOf);
      expect(await read({ afterVersion: 2 })).toEqual([3, 4]);
      expect(await read({ afterVersion: 1, limit: 2 })).toEqual([2, 3]);
      expect(await read({ afterVersion: 4 })).toEqual([]);
    });

    test('gives dense positions, commit by commit', async () => {
      const before = await logged([1], [2, 3, 4], [5]);
      const { events, nextPosition } = await store().readLog({ afterPosition: before, limit: 100 });
      expect(events.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5].map((n) => before + n));
      expect(events.map(doneOf)).toEqual([1, 2, 3, 4, 5]);
      expect(nextPosition).toBe(before + 5);
      expect(await store().readLog({ afterPosition: nextPosition, limit: 100 })).toEqual({
        events: [],
        nextPosition,
        headPosition: nextPosition,
      });
    });

    test('shows nothing in the log that has no position', async () => {
      const before = await logged([1]);
      const { commitId } = await store().append(appending(newStream(), [2]));
      expect(await store().positionOfCommit(commitId)).toBeNull();
      expect(await store().latestCommitId()).toBe(commitId);
      const page = await store().readLog({ afterPosition: before, limit: 10 });
      expect(page.events.map(doneOf)).toEqual([1]);
      expect(page.nextPosition).toBe(before + 1);
    });

    test.each([1, 2, 3, 7])('pages through commits of any size by %i', async (limit) => {
      const before = await logged([1, 2, 3], [4], [5, 6, 7, 8]);
      const seen: number[] = [];
      let afterPosition = before;
      for (;;) {
        const { events, nextPosition } = await store().readLog({ afterPosition, limit });
        if (events.length === 0) break;
        expect(events.length).toBeLessThanOrEqual(limit);
        expect(nextPosition).toBe(events.at(-1)?.position);
        seen.push(...events.map(doneOf));
        afterPosition = nextPosition;
      }
      expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    });

    test('cuts a page by bytes, never below one event', async () => {
      const before = await logged([1, 2, 3, 4]);
      const one = JSON.stringify(progressed(1).data).length;
      const read = async (afterPosition: number, maxBytes: number) => {
        const page = await store().readLog({ afterPosition, limit: 100, maxBytes });
        return { numbers: page.events.map(doneOf), nextPosition: page.nextPosition };
      };
      expect(await read(before, 1)).toEqual({ numbers: [1], nextPosition: before + 1 });
      expect(await read(before + 1, one * 2)).toEqual({ numbers: [2, 3], nextPosition: before + 3 });
      expect(await read(before, one * 100)).toEqual({ numbers: [1, 2, 3, 4], nextPosition: before + 4 });
    });

    test('gives the same events as they are stored, for those who carry the log on', async () => {
      const before = await logged([1, 2, 3], [4]);
      const options = { afterPosition: before, limit: 3 };
      const { events, nextPosition } = await store().readLog(options);
      const stored = await store().readStoredLog(options);
      expect(stored.nextPosition).toBe(nextPosition);
      expect(stored.events.map((event) => ({ ...event, data: JSON.parse(event.data) as unknown }))).toEqual(
        events,
      );
      expect(events).toHaveLength(3);
    });

    test('leaves out types that were not asked for and still moves on', async () => {
      const before = await logged([1, 2], [3]);
      const none = await store().readLog({ afterPosition: before, limit: 10, types: ['SyncCompleted'] });
      expect(none).toEqual({ events: [], nextPosition: before + 3, headPosition: before + 3 });
      const some = await store().readLog({ afterPosition: before, limit: 2, types: ['SyncProgressed'] });
      expect(some.events.map(doneOf)).toEqual([1, 2]);
      expect(some.nextPosition).toBe(before + 2);
    });

    test('gives one tenant its own only, and still moves on', async () => {
      const before = await logged([1]);
      const other = appending(newStream(), [2]);
      await store().append({ ...other, metadata: newCommand({ tenantId: 'other' }) });
      const after = (await logged([3])) + 1;
      const read = async (options: { tenantId: string; types?: string[] }) => {
        const page = await store().readLog({ afterPosition: before, limit: 10, ...options });
        return [page.events.map(doneOf), page.nextPosition];
      };
      expect(await read({ tenantId })).toEqual([[1, 3], after]);
      expect(await read({ tenantId: 'other' })).toEqual([[2], after]);
      expect(await read({ tenantId: 'other', types: ['SyncCompleted'] })).toEqual([[], after]);
      expect(await read({ tenantId: 'nobody' })).toEqual([[], after]);
    });

    test('finds what is far apart, and gives full pages of what is not', async () => {
      const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
      const before = await logged(many(60), many(40));
      const { commitId } = await store().append({
        streams: [
          {
            streamId: newStream(),
            expectedVersion: 0,
            events: [{ type: 'Rare', schemaVersion: 1, data: {} }],
          },
        ],
        metadata: newCommand(),
      });
      await under.sequence();
      const rare = await store().readLog({ afterPosition: before, limit: 2, types: ['Rare'] });
      expect(rare.events.map((event) => event.commitId)).toEqual([commitId]);
      expect(rare.nextPosition).toBe(before + 101);
      const page = await store().readLog({
        afterPosition: before,
        limit: 50,
        types: ['Rare', 'SyncProgressed'],
      });
      expect(page.events).toHaveLength(50);
      expect(page.nextPosition).toBe(before + 50);
    });

    test('hands over what it does not know as it was stored', async () => {
      const before = await logged();
      const unknown = { type: 'MoonPhaseObserved', schemaVersion: 3, data: { phase: 'full' } };
      const newer = { ...progressed(1), schemaVersion: 99, data: { whatever: true } };
      const streamId = newStream();
      await store().append({
        streams: [{ streamId, expectedVersion: 'any', events: [unknown, newer] }],
        metadata: newCommand(),
      });
      await under.sequence();
      const { events } = await store().readLog({ afterPosition: before, limit: 10 });
      expect(events).toMatchObject([unknown, newer]);
      expect(await store().readStream(streamId, { tenantId })).toMatchObject([unknown, newer]);
    });

    test('reads events by reference in the order asked, passing over what is not there', async () => {
      const { commitId } = await store().append(appending(newStream(), [1, 2]));
      const refs = [1, 5, 0, 1].map((ordinal) => ({ commitId, ordinal }));
      const events = await store().readEvents([...refs, { commitId: '999999999', ordinal: 0 }]);
      expect(events.map(doneOf)).toEqual([2, 1, 2]);
      expect(await store().readEvents([])).toEqual([]);
    });

    test('keeps the newest snapshot of a stream under its name', async () => {
      const streamId = newStream();
      await store().append(appending(streamId, [1, 2, 3]));
      const fold = 'numbers@1';
      const save = (version: number, tenant = tenantId) =>
        store().saveSnapshot(streamId, { tenantId: tenant, fold, version, state: { sum: version } });
      const read = (different = {}) => store().readToFold(streamId, { tenantId, fold, ...different });
      const load = async (different = {}) => (await read(different)).snapshot;
      expect(await load()).toBeNull();
      await save(3);
      await save(2);
      await save(3, 'other');
      await save(4); // beyond the stream: of a timeline that did not happen
      expect(await load()).toEqual({ version: 3, state: { sum: 3 } });
      expect(await load({ fold: 'numbers@2' })).toBeNull();
      expect(await load({ tenantId: 'other' })).toBeNull();
    });

    test('gives what a state is folded from: the snapshot, and the events after it alone', async () => {
      const [streamId, other] = [newStream(), newStream()];
      const fold = 'numbers@1';
      await store().append(appending(streamId, [1, 2, 3]));
      await store().append(appending(other, [7]));
      const read = (id: string, name: string | null = fold) =>
        store().readToFold(id, { tenantId, fold: name });
      const numbers = async (...of: Parameters<typeof read>) => {
        const { snapshot, events } = await read(...of);
        return [snapshot?.version ?? 0, events.map(doneOf)];
      };
      expect(await numbers(streamId)).toEqual([0, [1, 2, 3]]);
      await store().saveSnapshot(streamId, { tenantId, fold, version: 1, state: { sum: 1 } });
      expect(await numbers(streamId)).toEqual([1, [2, 3]]);
      expect(await numbers(streamId, null)).toEqual([0, [1, 2, 3]]);
      await store().saveSnapshot(streamId, { tenantId, fold, version: 3, state: { sum: 6 } });
      expect(await read(streamId)).toEqual({ snapshot: { version: 3, state: { sum: 6 } }, events: [] });
      // Asked for together, each gets its own.
      expect(await Promise.all([streamId, newStream(), other].map((id) => numbers(id)))).toEqual([
        [3, []],
        [0, []],
        [0, [7]],
      ]);
    });
  });
};
