import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { silentLog } from '@cadastre/service-runtime';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { jobsSchema } from '../../src/jobs-schema.ts';
import { JobQueue } from '../../src/queue/job-queue.ts';
import { createJobRunner, type JobHandler, type JobRunner } from '../../src/runner/job-runner.ts';
import { aJob, claimOne, emptyQueue, readJob } from './support.ts';

let db: TestDatabase;
let queue: JobQueue;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [jobsSchema] });
  queue = new JobQueue(db.pool);
});
beforeEach(() => emptyQueue(db.pool));
afterAll(() => db.drop());

const runner = (sync: JobHandler, drainMs = 10_000, claimedFrom = queue): JobRunner =>
  createJobRunner({
    queue: claimedFrom,
    heartbeatPool: db.pool,
    owner: 'worker-1',
    log: silentLog,
    handlers: { sync },
    sweepMs: 50,
    checkMs: 20,
    drainMs,
  });

const endsOnAbort: JobHandler = (_, signal) =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });

test('gives running jobs back at once when it stops, attempts included', async () => {
  for (const jobId of ['job-1', 'job-2']) await queue.enqueue(db.pool, aJob(jobId));
  const stopping = runner(endsOnAbort);
  stopping.start();
  await waitFor(() => stopping.running === 2);
  await stopping.stop();
  expect(stopping.running).toBe(0);
  for (const jobId of ['job-1', 'job-2']) {
    expect(await readJob(db.pool, jobId)).toMatchObject({ state: 'queued', attempt: 0, leaseOwner: null });
  }
  expect(await claimOne(queue, 'worker-2')).toMatchObject({ attempt: 1, fence: 2, isTakeover: false });
});

test('claims nothing more once it was told to stop', async () => {
  const stopped = runner(endsOnAbort);
  stopped.start();
  await stopped.started;
  await stopped.stop();
  await queue.enqueue(db.pool, aJob('job-1'));
  stopped.start();
  expect(await claimOne(queue, 'worker-2')).toMatchObject({ attempt: 1, fence: 1 });
});

test('gives back what a claim brings that was under way when it was told to stop', async () => {
  await queue.enqueue(db.pool, aJob('job-1'));
  let goOn = (): void => undefined;
  const wait = new Promise<void>((resolve) => (goOn = resolve));
  let isClaimed = false;
  const slow = new JobQueue(db.pool);
  slow.claim = async (request) => {
    const claims = await queue.claim(request);
    isClaimed = true;
    await wait;
    return claims;
  };
  const stopping = runner(endsOnAbort, 1_000, slow);
  stopping.start();
  await waitFor(() => isClaimed);
  const stopped = stopping.stop();
  goOn();
  await stopped;
  expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'queued', attempt: 0, leaseOwner: null });
});

test('lets work that is already committed stand', async () => {
  await queue.enqueue(db.pool, aJob('job-1'));
  const finishing = runner(async (claim, signal) => {
    await endsOnAbort(claim, signal, () => undefined);
    await queue.complete(db.pool, claim);
  });
  finishing.start();
  await waitFor(() => finishing.running === 1);
  await finishing.stop();
  expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'completed', attempt: 1 });
});

test('does not wait for ever for a handler that will not end, and fences it off', async () => {
  await queue.enqueue(db.pool, aJob('job-1'));
  let goOn = (): void => undefined;
  let outcome: Promise<void> | undefined;
  const stubborn = runner((claim) => {
    const wait = new Promise<void>((resolve) => (goOn = resolve));
    outcome = wait.then(() => queue.complete(db.pool, claim));
    return outcome;
  }, 100);
  stubborn.start();
  await waitFor(() => stubborn.running === 1);
  await stubborn.stop();
  expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'queued', attempt: 1 });
  goOn();
  await expect(outcome).rejects.toThrow('taken-over');
  await waitFor(() => stubborn.running === 0);
});

test('stops although it was never started, twice as well', async () => {
  const idle = runner(endsOnAbort);
  await idle.stop();
  await idle.stop();
  await idle.started;
  expect(idle.running).toBe(0);
});
