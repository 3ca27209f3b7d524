import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inTransaction } from '@cadastre/postgres';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { jobsSchema } from '../../src/jobs-schema.ts';
import type { ClaimedJob } from '../../src/job.ts';
import { LeaseLost } from '../../src/lease-lost.ts';
import { JobQueue } from '../../src/queue/job-queue.ts';
import { aJob, claimOne, emptyQueue, letLeaseRunOut, readJob } from './support.ts';

let db: TestDatabase;
let queue: JobQueue;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [jobsSchema] });
  queue = new JobQueue(db.pool);
  await db.ownerPool.query(
    'create table public.work (job_id text, fence bigint); grant all on public.work to public',
  );
});
beforeEach(() => emptyQueue(db.pool));
afterAll(() => db.drop());

const lossOf = (claim: ClaimedJob, reason: string) =>
  expect.objectContaining({ code: 'lease-lost', loss: { jobId: claim.jobId, fence: claim.fence, reason } });

const takenOver = async (): Promise<{ ghost: ClaimedJob; owner: ClaimedJob }> => {
  await queue.enqueue(db.pool, aJob('job-1'));
  const ghost = await claimOne(queue, 'worker-1');
  await letLeaseRunOut(db.pool, 'job-1');
  return { ghost, owner: await claimOne(queue, 'worker-2') };
};

const error = { code: 'x', detail: 'y' };
const writes: [string, (tx: TestDatabase['pool'], claim: ClaimedJob) => Promise<unknown>][] = [
  ['guard', (tx, claim) => queue.guard(tx, claim)],
  ['progress', (tx, claim) => queue.progress(tx, claim, 1)],
  ['complete', (tx, claim) => queue.complete(tx, claim)],
  ['retryLater', (tx, claim) => queue.retryLater(tx, claim, { error, delayMs: 0 })],
  ['deadLetter', (tx, claim) => queue.deadLetter(tx, claim, error)],
];

describe('after another worker took the job over', () => {
  test.each(writes)('%s is refused to the one before', async (_, write) => {
    const { ghost, owner } = await takenOver();
    expect(owner).toMatchObject({
      attempt: 2,
      fence: 2,
      isTakeover: true,
      lastError: { code: 'worker-lost' },
    });
    await expect(write(db.pool, ghost)).rejects.toEqual(lossOf(ghost, 'taken-over'));
    expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'running', fence: 2, cursor: null });
    await expect(write(db.pool, owner)).resolves.toBeUndefined();
  });

  test('neither a renewal nor a release of the one before does anything', async () => {
    const { ghost, owner } = await takenOver();
    expect(await queue.renew(ghost)).toBe('lost');
    expect(await queue.release(db.pool, ghost, { countsAsAttempt: true })).toBe(false);
    expect(await queue.completeIfHeld(db.pool, ghost)).toBe(false);
    expect(await queue.renew(owner)).toBe('renewed');
  });
});

describe('the fence', () => {
  test.each(writes)('%s is refused after a cancellation, and says so', async (_, write) => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const claim = await claimOne(queue);
    await queue.cancel(db.pool, 'job-1');
    await expect(write(db.pool, claim)).rejects.toEqual(lossOf(claim, 'cancelled'));
    expect(await queue.renew(claim)).toBe('cancelled');
  });

  test('keeps an owner from before a requeue out, although attempts count from 1 again', async () => {
    await queue.enqueue(db.pool, aJob('job-1', { maxAttempts: 1 }));
    const ghost = await claimOne(queue);
    await queue.deadLetter(db.pool, ghost, error);
    await queue.requeue(db.pool, 'job-1');
    const owner = await claimOne(queue);
    expect(owner.attempt).toBe(ghost.attempt);
    await expect(queue.guard(db.pool, ghost)).rejects.toEqual(lossOf(ghost, 'taken-over'));
  });

  test('keeps the owner itself from settling twice', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const claim = await claimOne(queue);
    await queue.complete(db.pool, claim);
    await expect(queue.complete(db.pool, claim)).rejects.toEqual(lossOf(claim, 'finished'));
    await expect(queue.guard(db.pool, { ...claim, jobId: 'job-2' })).rejects.toThrow('not-found');
  });

  test('renews a lease that ran out while nobody wanted the job', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const claim = await claimOne(queue);
    await letLeaseRunOut(db.pool, 'job-1');
    expect(await queue.renew(claim)).toBe('renewed');
    expect(await queue.claim({ kinds: ['sync'], owner: 'worker-2', limit: 1, leaseSeconds: 30 })).toEqual([]);
  });

  test('lets one of two have the last word: the worker who completes or the person who cancels', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const claim = await claimOne(queue);
    let cancelling: Promise<string> | undefined;
    await inTransaction(db.pool, async (tx) => {
      await queue.guard(tx, claim);
      cancelling = inTransaction(db.pool, (other) => queue.cancel(other, 'job-1'));
      await waitFor(async () => {
        const { rowCount } = await db.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount;
      });
      await queue.complete(tx, claim);
    });
    expect(await cancelling).toBe('finished');
  });

  test('rolls back what a ghost wrote before it asked', async () => {
    const { ghost } = await takenOver();
    const writing = inTransaction(db.pool, async (tx) => {
      await tx.query('insert into public.work values ($1, $2)', [ghost.jobId, ghost.fence]);
      await queue.guard(tx, ghost);
    });
    await expect(writing).rejects.toBeInstanceOf(LeaseLost);
    expect((await db.pool.query('select from public.work')).rowCount).toBe(0);
  });

  test('is taken from a worker that hangs inside its transaction', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const claim = await claimOne(queue, 'worker-1', 0.4);
    let endHang = (): void => undefined;
    const hang = new Promise<void>((resolve) => (endHang = resolve));
    const hanging = inTransaction(db.pool, async (tx) => {
      await queue.guard(tx, claim);
      await tx.query('insert into public.work values ($1, $2)', [claim.jobId, claim.fence]);
      await hang;
    });
    hanging.catch(() => undefined);
    const owner = await waitFor(() => claimOne(queue, 'worker-2'));
    expect(owner).toMatchObject({ fence: 2, isTakeover: true });
    endHang();
    await expect(hanging).rejects.toThrow();
    expect((await db.pool.query('select from public.work')).rowCount).toBe(0);
  });
});

describe('a job whose workers die over and over', () => {
  test('is handed out to be given up when its attempts are used up', async () => {
    await queue.enqueue(db.pool, aJob('job-1', { maxAttempts: 3 }));
    for (const attempt of [1, 2, 3]) {
      expect(await claimOne(queue, `worker-${attempt}`)).toMatchObject({ attempt, isExhausted: false });
      await letLeaseRunOut(db.pool, 'job-1');
    }
    const last = await claimOne(queue, 'worker-4');
    expect(last).toMatchObject({ attempt: 3, fence: 4, isExhausted: true });
    expect(last.lastError).toEqual({
      code: 'worker-lost',
      detail: 'The worker worker-3 stopped renewing its lease',
    });
    // The one who should give it up may die as well.
    await letLeaseRunOut(db.pool, 'job-1');
    const next = await claimOne(queue, 'worker-5');
    expect(next).toMatchObject({ attempt: 3, isExhausted: true });
    await queue.deadLetter(db.pool, next, { code: 'worker-lost', detail: 'Three workers died of it' });
    expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'dead', attempt: 3 });
  });

  test('is given up as well when it was put back with no attempt left', async () => {
    await queue.enqueue(db.pool, aJob('job-1', { maxAttempts: 1 }));
    await queue.retryLater(db.pool, await claimOne(queue), { error, delayMs: 0 });
    expect(await claimOne(queue)).toMatchObject({ attempt: 1, isExhausted: true, lastError: error });
  });
});
