import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inTransaction } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import type { ClaimedJob, NewJob } from '../../src/job.ts';
import { jobsSchema } from '../../src/jobs-schema.ts';
import { JobQueue } from '../../src/queue/job-queue.ts';
import { aJob, claimOne, emptyQueue, letLeaseRunOut, readJob } from './support.ts';

let db: TestDatabase;
let queue: JobQueue;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [jobsSchema] });
  queue = new JobQueue(db.pool);
});
beforeEach(() => emptyQueue(db.pool));
afterAll(() => db.drop());

const inAMinute = () => new Date(Date.now() + 60_000);
const claimAll = (limit = 10, kinds = ['sync']) =>
  queue.claim({ kinds, owner: 'worker-1', limit, leaseSeconds: 30 });

describe('putting jobs', () => {
  test('puts a job once, however often the bell rings', async () => {
    expect(await queue.enqueue(db.pool, aJob('job-1'))).toBe('enqueued');
    expect(await queue.enqueue(db.pool, aJob('job-1', { payload: 'other' }))).toBe('exists');
    expect(await claimAll()).toMatchObject([{ jobId: 'job-1', payload: { asked_by: 'test' } }]);
  });

  test('does not run a finished job again', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    await queue.complete(db.pool, await claimOne(queue));
    expect(await queue.enqueue(db.pool, aJob('job-1'))).toBe('exists');
    expect(await claimAll()).toEqual([]);
  });

  test('forgets a job whose transaction was rolled back', async () => {
    const rolledBack = inTransaction(db.pool, async (tx) => {
      await queue.enqueue(tx, aJob('job-1'));
      throw new Error('not today');
    });
    await expect(rolledBack).rejects.toThrow('not today');
    expect(await claimAll()).toEqual([]);
  });

  test.each([null, 'text', 3, [1, { two: 2 }], { 'a "quoted" name\n%': '\u202e' }])(
    'gives the payload back as it was: %j',
    async (payload) => {
      await queue.enqueue(db.pool, aJob('job-1', { payload }));
      expect((await claimOne(queue)).payload).toEqual(payload);
    },
  );
});

describe('a worker that is known to be dead', () => {
  test('leaves its jobs to others at once, and only its own', async () => {
    for (const [jobId, owner] of [
      ['job-1', 'dead'],
      ['job-2', 'alive'],
    ] as const) {
      await queue.enqueue(db.pool, aJob(jobId));
      await queue.claim({ kinds: ['sync'], owner, limit: 1, leaseSeconds: 30 });
    }
    await queue.enqueue(db.pool, aJob('job-3'));
    await queue.complete(
      db.pool,
      ...((await queue.claim({ kinds: ['sync'], owner: 'dead', limit: 1, leaseSeconds: 30 })) as [
        ClaimedJob,
      ]),
    );
    expect(await claimAll()).toEqual([]);
    expect(await queue.endLeases('dead')).toBe(1);
    expect(await queue.endLeases('dead')).toBe(0);
    expect(await claimAll()).toMatchObject([{ jobId: 'job-1', attempt: 2, isTakeover: true }]);
  });
});

describe('claiming', () => {
  test('takes what is due, oldest first, and no more than asked', async () => {
    const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000);
    await queue.enqueue(db.pool, aJob('third', { runAt: minutesAgo(1) }));
    await queue.enqueue(db.pool, aJob('first', { runAt: minutesAgo(3) }));
    await queue.enqueue(db.pool, aJob('second', { runAt: minutesAgo(2) }));
    await queue.enqueue(db.pool, aJob('later', { runAt: inAMinute() }));
    expect((await claimAll(2)).map(({ jobId }) => jobId).sort()).toEqual(['first', 'second']);
    expect((await claimAll(2)).map(({ jobId }) => jobId)).toEqual(['third']);
    expect(await claimAll(2)).toEqual([]);
  });

  test('takes only the kinds that were named, and none that are excepted', async () => {
    await queue.enqueue(db.pool, aJob('a', { kind: 'sync' }));
    await queue.enqueue(db.pool, aJob('b', { kind: 'report' }));
    await queue.enqueue(db.pool, aJob('c', { kind: 'sync' }));
    const claims = await queue.claim({
      kinds: ['sync'],
      owner: 'worker-1',
      limit: 10,
      leaseSeconds: 30,
      except: ['c'],
    });
    expect(claims.map(({ jobId }) => jobId)).toEqual(['a']);
  });

  test('gives one job to one of many who claim at once', async () => {
    for (let n = 0; n < 40; n += 1) await queue.enqueue(db.pool, aJob(`job-${n}`));
    const claims = (await Promise.all(Array.from({ length: 20 }, () => claimAll(3)))).flat();
    const ids = claims.map(({ jobId }) => jobId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set([...ids, ...(await claimAll(40)).map(({ jobId }) => jobId)]).size).toBe(40);
  });

  test('passes over a job whose lease ran out while its owner is writing', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const claim = await claimOne(queue);
    await letLeaseRunOut(db.pool, 'job-1');
    await inTransaction(db.pool, async (tx) => {
      await queue.guard(tx, claim);
      expect(await claimAll()).toEqual([]);
    });
    expect(await claimAll()).toEqual([]); // its write renewed the lease
    await letLeaseRunOut(db.pool, 'job-1');
    expect(await claimAll()).toMatchObject([{ jobId: 'job-1', isTakeover: true }]);
  });

  test('says when to look again', async () => {
    expect(await queue.nextDueInMs(['sync'])).toBeNull();
    await queue.enqueue(db.pool, aJob('later', { runAt: inAMinute() }));
    expect(await queue.nextDueInMs(['report'])).toBeNull();
    const later = (await queue.nextDueInMs(['sync'])) ?? 0;
    expect(later).toBeGreaterThan(50_000);
    await queue.enqueue(db.pool, aJob('now'));
    await claimOne(queue, 'worker-1', 20);
    const lease = (await queue.nextDueInMs(['sync'])) ?? 0;
    expect(lease).toBeLessThanOrEqual(20_000);
    expect(lease).toBeGreaterThan(10_000);
  });
});

describe('settling', () => {
  test('keeps the cursor over retries, and counts them', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const first = await claimOne(queue);
    expect(first).toMatchObject({ attempt: 1, cursor: null, lastError: null, isTakeover: false });
    await queue.progress(db.pool, first, { page: 7 });
    const error = { code: 'unreachable', detail: 'The target did not answer' };
    await queue.retryLater(db.pool, first, { error, delayMs: 0 });
    expect(await claimOne(queue)).toMatchObject({ attempt: 2, cursor: { page: 7 }, lastError: error });
  });

  test('does not give a job out before its delay is over', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const error = { code: 'unreachable', detail: 'The target did not answer' };
    await queue.retryLater(db.pool, await claimOne(queue), { error, delayMs: 60_000 });
    expect(await claimAll()).toEqual([]);
    expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'queued', attempt: 1, leaseOwner: null });
  });

  test('gives the attempt back when the job is released for no fault of its own', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    expect(await queue.release(db.pool, await claimOne(queue), { countsAsAttempt: false })).toBe(true);
    const second = await claimOne(queue);
    expect(second).toMatchObject({ attempt: 1, fence: 2 });
    expect(await queue.release(db.pool, second, { countsAsAttempt: true })).toBe(true);
    expect(await claimOne(queue)).toMatchObject({ attempt: 2, fence: 3 });
  });

  test('keeps a dead job, explained, until it is requeued with all its attempts', async () => {
    await queue.enqueue(db.pool, aJob('job-1', { maxAttempts: 1 }));
    const claim = await claimOne(queue);
    await queue.progress(db.pool, claim, { page: 3 });
    await queue.deadLetter(db.pool, claim, { code: 'timeout', detail: 'It took too long' });
    expect(await readJob(db.pool, 'job-1')).toMatchObject({
      state: 'dead',
      isFinished: true,
      lastError: { code: 'timeout' },
    });
    expect(await claimAll()).toEqual([]);
    expect(await queue.requeue(db.pool, 'job-1')).toBe('requeued');
    expect(await queue.requeue(db.pool, 'job-1')).toBe('not-dead');
    expect(await queue.requeue(db.pool, 'job-2')).toBe('not-found');
    expect(await claimOne(queue)).toMatchObject({
      attempt: 1,
      fence: 2,
      cursor: { page: 3 },
      isExhausted: false,
    });
  });

  test('cancels what waits or runs, and nothing that is over', async () => {
    await queue.enqueue(db.pool, aJob('waiting', { runAt: inAMinute() }));
    await queue.enqueue(db.pool, aJob('running'));
    await claimOne(queue);
    expect(await queue.cancel(db.pool, 'waiting')).toBe('cancelled');
    expect(await queue.cancel(db.pool, 'running')).toBe('cancelled');
    expect(await queue.cancel(db.pool, 'running')).toBe('finished');
    expect(await queue.cancel(db.pool, 'unknown')).toBe('not-found');
    expect(await claimAll()).toEqual([]);
  });

  test('brings forward what waits for its next attempt, and nothing else', async () => {
    const error = { code: 'unreachable', detail: 'The target did not answer' };
    const waitsAfterOneTry = async (jobId: string, overrides: Partial<NewJob> = {}) => {
      await queue.enqueue(db.pool, aJob(jobId, overrides));
      await queue.retryLater(db.pool, await claimOne(queue), { error, delayMs: 60_000 });
    };
    await waitsAfterOneTry('waiting');
    await waitsAfterOneTry('of-another-subject', { subjectId: 'subject-2' });
    await waitsAfterOneTry('of-another-tenant', { tenantId: 'tenant-2' });
    await queue.enqueue(db.pool, aJob('of-another-kind', { kind: 'report', runAt: inAMinute() }));
    await queue.enqueue(db.pool, aJob('dead'));
    await queue.deadLetter(db.pool, await claimOne(queue), error);
    await queue.enqueue(db.pool, aJob('running'));
    const running = await claimOne(queue);
    const subject = { tenantId: 'default', kind: 'sync', subjectId: 'subject-1' };
    expect(await queue.bringForward(db.pool, subject)).toBe(1);
    expect(await queue.bringForward(db.pool, subject)).toBe(0);
    expect(await claimAll(10, ['sync', 'report'])).toMatchObject([
      { jobId: 'waiting', attempt: 2, lastError: error },
    ]);
    expect(await readJob(db.pool, 'dead')).toMatchObject({ state: 'dead' });
    await queue.guard(db.pool, running); // still its owner's
  });

  test('counts what waits, runs and is dead, and how long the oldest waits', async () => {
    expect(await queue.stats()).toEqual([]);
    const tenSecondsAgo = new Date(Date.now() - 10_000);
    await queue.enqueue(db.pool, aJob('old', { runAt: tenSecondsAgo }));
    await queue.enqueue(db.pool, aJob('later', { runAt: inAMinute() }));
    await queue.enqueue(db.pool, aJob('report', { kind: 'report', runAt: inAMinute() }));
    const [sync, report] = (await queue.stats()).reverse();
    expect(sync).toMatchObject({ kind: 'sync', queued: 2, running: 0, dead: 0 });
    expect(sync?.oldestDueSeconds).toBeGreaterThanOrEqual(10);
    expect(report).toEqual({ kind: 'report', queued: 1, running: 0, dead: 0, oldestDueSeconds: 0 });
    await queue.deadLetter(db.pool, await claimOne(queue), { code: 'x', detail: 'y' });
    await queue.enqueue(db.pool, aJob('new'));
    await claimOne(queue);
    expect((await queue.stats()).at(-1)).toMatchObject({
      queued: 1,
      running: 1,
      dead: 1,
      oldestDueSeconds: 0,
    });
  });
});
