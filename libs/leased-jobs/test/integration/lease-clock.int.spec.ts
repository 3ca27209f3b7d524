import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Queryable } from '@cadastre/postgres';
import { silentLog } from '@cadastre/service-runtime';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { jobsSchema } from '../../src/jobs-schema.ts';
import type { JobInterrupted } from '../../src/job-interrupted.ts';
import { JobQueue } from '../../src/queue/job-queue.ts';
import {
  createJobRunner,
  type JobHandler,
  type JobRunner,
  type JobRunnerOptions,
} from '../../src/runner/job-runner.ts';
import { aJob, emptyQueue, readJob } from './support.ts';

let db: TestDatabase;
let queue: JobQueue;
let runner: JobRunner | undefined;
/** The worker's clock, in milliseconds: it stands still until a test moves it. */
let now: number;
let heartbeats: number;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [jobsSchema] });
  queue = new JobQueue(db.pool);
});
beforeEach(async () => {
  await emptyQueue(db.pool);
  await queue.enqueue(db.pool, aJob('job-1'));
  now = 0;
  heartbeats = 0;
});
afterEach(() => runner?.stop());
afterAll(() => db.drop());

const counted = (query: (...args: never[]) => Promise<unknown>): Queryable =>
  ({
    query: (...args: never[]) => {
      heartbeats += 1;
      return query(...args);
    },
  }) as unknown as Queryable;

const overTheWire = (): Queryable =>
  counted((...args) => (db.pool.query as (...args: never[]) => Promise<unknown>).apply(db.pool, args));

const start = (sync: JobHandler, options: Partial<JobRunnerOptions> = {}): void => {
  runner = createJobRunner({
    queue,
    heartbeatPool: overTheWire(),
    owner: 'worker-1',
    log: silentLog,
    handlers: { sync },
    clock: () => now,
    checkMs: 20,
    sweepMs: 50,
    retry: { baseMs: 1, maxMs: 1 },
    ...options,
  });
  runner.start();
};

/** The lease keeper has looked at its clock at least once since the call. */
const looked = async (): Promise<void> => {
  const before = heartbeats;
  await waitFor(() => heartbeats >= before + 2, { pollMs: 5 });
};

/** A handler that works until it is told to end; only in its first attempt. */
const working = () => {
  const seen: { reason?: string; touch: () => void } = { touch: () => undefined };
  const sync: JobHandler = (claim, signal, touch) =>
    claim.attempt > 1
      ? Promise.resolve()
      : new Promise((_, reject) => {
          seen.touch = touch;
          signal.addEventListener('abort', () => {
            const interruption = signal.reason as JobInterrupted;
            seen.reason = interruption.reason;
            reject(interruption);
          });
        });
  return { seen, sync };
};

test.each([
  ['fail', () => Promise.reject(new Error('Connection terminated'))],
  ['hang', () => new Promise<never>(() => undefined)],
])('a job is told a moment before its lease runs out when renewals %s', async (_, query) => {
  const { seen, sync } = working();
  start(sync, { leaseSeconds: 30, heartbeatPool: counted(query) });
  await waitFor(() => heartbeats > 0);
  now = 29_980;
  await waitFor(() => seen.reason);
  expect(seen.reason).toBe('lease-lost');
  // Given back at once: nobody waits for a lease that nobody uses. The attempt counts.
  await waitFor(async () => (await readJob(db.pool, 'job-1')).state === 'completed');
  expect(await readJob(db.pool, 'job-1')).toMatchObject({ attempt: 2, fence: 2 });
});

test('a job keeps its lease while renewals get through', async () => {
  const { seen, sync } = working();
  start(sync, { leaseSeconds: 30 });
  await looked();
  for (let beat = 0; beat < 5; beat += 1) {
    now += 20_000;
    await looked();
  }
  expect(seen.reason).toBeUndefined();
});

test('a job keeps its lease while its own writes lock the row and no heartbeat gets through', async () => {
  const { seen, sync } = working();
  start(sync, { leaseSeconds: 30 });
  await looked();
  const writer = await db.pool.connect();
  try {
    for (let beat = 0; beat < 4; beat += 1) {
      await writer.query('begin');
      await queue.guard(writer, { jobId: 'job-1', fence: 1, leaseSeconds: 30 });
      now += 20_000;
      await looked();
      await writer.query('commit');
    }
  } finally {
    writer.release();
  }
  expect(seen.reason).toBeUndefined();
});

test('a job is tried again when it shows no sign of progress, and is let alone while it does', async () => {
  const { seen, sync } = working();
  start(sync, { leaseSeconds: 3_600, heartbeatSeconds: 60, stallSeconds: 10 });
  await looked();
  for (let beat = 0; beat < 4; beat += 1) {
    now += 9_000;
    seen.touch();
    await looked();
  }
  expect(seen.reason).toBeUndefined();
  now += 10_001;
  await waitFor(() => seen.reason);
  expect(seen.reason).toBe('stalled');
  await waitFor(async () => (await readJob(db.pool, 'job-1')).state === 'completed');
  expect(await readJob(db.pool, 'job-1')).toMatchObject({ attempt: 2, lastError: { code: 'job-stalled' } });
});
