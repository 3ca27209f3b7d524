import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StreamOfAnotherTenant } from '../../src/stream-of-another-tenant.ts';
import { StreamVersionConflict } from '../../src/stream-version-conflict.ts';
import { appending, doneOf, newCommand, newStream, progressed } from '../examples.ts';
import type { EventStoreUnderTest, StartEventStore } from './implementation.ts';

const tenantId = 'acme';

export const appendContract = (name: string, start: StartEventStore): void => {
  describe(`${name}: append`, () => {
    let under: EventStoreUnderTest;
    const store = () => under.store;
    const numbersIn = async (streamId: string): Promise<number[]> =>
      (await store().readStream(streamId, { tenantId })).map(doneOf);
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.end());

    test('writes events in order and answers with the versions', async () => {
      const streamId = newStream();
      const first = await store().append(appending(streamId, [1, 2], { expectedVersion: 0 }));
      const second = await store().append(appending(streamId, [3], { expectedVersion: 2 }));
      expect(first).toEqual({
        commitId: expect.stringMatching(/^\d+$/),
        versions: new Map([[streamId, 2]]),
        isDuplicate: false,
      });
      expect(second.versions).toEqual(new Map([[streamId, 3]]));
      expect(BigInt(second.commitId)).toBeGreaterThan(BigInt(first.commitId));
      expect(await numbersIn(streamId)).toEqual([1, 2, 3]);
    });

    test('refuses an expected version that is not the actual one and writes nothing', async () => {
      const streamId = newStream();
      await store().append(appending(streamId, [1]));
      for (const expectedVersion of [0, 2]) {
        const refused = store().append(appending(streamId, [9], { expectedVersion }));
        await expect(refused).rejects.toMatchObject({
          constructor: StreamVersionConflict,
          facts: { streamId, expectedVersion, actualVersion: 1 },
        });
      }
      expect(await numbersIn(streamId)).toEqual([1]);
    });

    test('refuses a version expected of a stream that does not exist', async () => {
      const refused = store().append(appending(newStream(), [1], { expectedVersion: 4 }));
      await expect(refused).rejects.toMatchObject({ facts: { expectedVersion: 4, actualVersion: 0 } });
    });

    test('lets one of many writers with the same expected version through', async () => {
      const streamId = newStream();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          store().append(appending(streamId, [n], { expectedVersion: 0 })),
        ),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(19);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(StreamVersionConflict);
      expect(await numbersIn(streamId)).toHaveLength(1);
    });

    test('gives every writer without expectation a version of its own', async () => {
      const streamId = newStream();
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, n) => store().append(appending(streamId, [n]))),
      );
      const versions = results.map((result) => result.versions.get(streamId) ?? 0).sort((a, b) => a - b);
      expect(versions).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
      expect((await numbersIn(streamId)).sort((a, b) => a - b)).toEqual(
        versions.map((version) => version - 1),
      );
    });

    test('writes to several streams in one commit, or to none', async () => {
      const [one, other] = [newStream(), newStream()];
      const both = (expectedOfOther: number) => ({
        streams: [
          { streamId: one, expectedVersion: 'any' as const, events: [progressed(1), progressed(2)] },
          { streamId: other, expectedVersion: expectedOfOther, events: [progressed(3)] },
        ],
        metadata: newCommand(),
      });
      const { commitId, versions } = await store().append(both(0));
      expect(versions).toEqual(
        new Map([
          [one, 2],
          [other, 1],
        ]),
      );
      await expect(store().append(both(0))).rejects.toBeInstanceOf(StreamVersionConflict);
      expect(await numbersIn(one)).toEqual([1, 2]);
      const written = await store().readEvents([0, 1, 2].map((ordinal) => ({ commitId, ordinal })));
      expect(written.map(({ streamId, version }) => [streamId, version])).toEqual([
        [one, 1],
        [one, 2],
        [other, 1],
      ]);
    });

    test('checks a stream that it does not write to', async () => {
      const [written, guarded] = [newStream(), newStream()];
      await store().append(appending(guarded, [1]));
      const request = (expectedVersion: number) => ({
        streams: [
          { streamId: written, expectedVersion: 'any' as const, events: [progressed(1)] },
          { streamId: guarded, expectedVersion, events: [] },
        ],
        metadata: newCommand(),
      });
      await expect(store().append(request(0))).rejects.toMatchObject({ facts: { streamId: guarded } });
      expect((await store().append(request(1))).versions).toEqual(new Map([[written, 1]]));
      expect(await numbersIn(guarded)).toEqual([1]);
    });

    test('gives the first result for a command that comes again, even with other content', async () => {
      const streamId = newStream();
      const request = appending(streamId, [1, 2], { expectedVersion: 0 });
      const first = await store().append(request);
      await store().append(appending(streamId, [3]));
      const again = await store().append({ ...appending(newStream(), [9]), metadata: request.metadata });
      expect(again).toEqual({ ...first, isDuplicate: true });
      expect(await store().append(request)).toEqual({ ...first, isDuplicate: true });
      expect(await numbersIn(streamId)).toEqual([1, 2, 3]);
    });

    test('carries one command out once when it comes many times at once', async () => {
      const streamId = newStream();
      const request = appending(streamId, [1]);
      const results = await Promise.all(Array.from({ length: 20 }, () => store().append(request)));
      expect(new Set(results.map(({ commitId }) => commitId)).size).toBe(1);
      expect(results.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
      expect(await numbersIn(streamId)).toEqual([1]);
    });

    test('knows commands per tenant', async () => {
      const commandId = newCommand().commandId;
      const mine = await store().append(appending(newStream(), [1], { commandId }));
      const theirs = await store().append(appending(newStream(), [1], { commandId, tenantId: 'other' }));
      expect(theirs.isDuplicate).toBe(false);
      expect(theirs.commitId).not.toBe(mine.commitId);
      expect(await store().findCommit({ tenantId, commandId })).toEqual({ ...mine, isDuplicate: true });
      expect(await store().findCommit({ tenantId: 'nobody', commandId })).toBeNull();
    });

    test('refuses to write to a stream of another tenant as if there were none', async () => {
      const streamId = newStream();
      await store().append(appending(streamId, [1]));
      const refused = store().append(appending(streamId, [2], { tenantId: 'other', expectedVersion: 1 }));
      await expect(refused).rejects.toBeInstanceOf(StreamOfAnotherTenant);
      expect(await numbersIn(streamId)).toEqual([1]);
    });

    test('refuses a request that makes no sense', async () => {
      const streamId = newStream();
      await expect(store().append(appending(streamId, []))).rejects.toThrow('an append needs an event');
      const twice = appending(streamId, [1]).streams.concat(appending(streamId, [2]).streams);
      await expect(store().append({ streams: twice, metadata: newCommand() })).rejects.toThrow('twice');
      const stray = appending(`catalog-${randomUUID()}`, [1]);
      await expect(store().append(stray)).rejects.toThrow(
        'SyncProgressed is no event of the stream catalog-',
      );
    });

    test('keeps what a transaction appended if it commits, and only then', async () => {
      const streamId = newStream();
      const given = appending(streamId, [7]);
      await expect(
        under.inTransaction(async (tx) => {
          await store().appendIn(tx, given);
          throw new Error('changed my mind');
        }),
      ).rejects.toThrow('changed my mind');
      expect(await numbersIn(streamId)).toEqual([]);
      expect(await store().findCommit(given.metadata)).toBeNull();

      const result = await under.inTransaction((tx) => store().appendIn(tx, given));
      expect(result).toMatchObject({ isDuplicate: false, versions: new Map([[streamId, 1]]) });
      expect(await numbersIn(streamId)).toEqual([7]);
      const again = await under.inTransaction((tx) => store().appendIn(tx, given));
      expect(again).toEqual({ ...result, isDuplicate: true });
    });

    test('leaves a transaction usable after a conflict in it', async () => {
      const [streamId, other] = [newStream(), newStream()];
      await store().append(appending(streamId, [1]));
      await under.inTransaction(async (tx) => {
        const refused = store().appendIn(tx, appending(streamId, [2], { expectedVersion: 0 }));
        await expect(refused).rejects.toBeInstanceOf(StreamVersionConflict);
        await store().appendIn(tx, appending(other, [1]));
      });
      expect([await numbersIn(streamId), await numbersIn(other)]).toEqual([[1], [1]]);
    });
  });
};
